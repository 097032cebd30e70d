using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// Listens to a fifodir, as libftrig does. What it reads it forgets: watchers see the letters when they are written.
/// </summary>
internal sealed class ListenerActor : Actor
{
    private readonly Process _process;
    private readonly Fd _fifo;

    public ListenerActor(Machine machine, string fifodir)
    {
        _process = machine.Boot("listener");
        string path = fifodir + "/ftrig1:@400000006956f0000000000a:abcdef";
        Errno error = _process.Files.MakeFifo(Fd.CurrentDirectory, path, 0x192);
        Assert.That(Ftrig.FifoName.IsListener(Encoding.Latin1.GetBytes(path[(path.LastIndexOf('/') + 1)..])));
        Assert.That((error.IsNone || error == Errno.EEXIST) && machine.Tree.Find(path) != null);
        _fifo = _process.Files.Open(Fd.CurrentDirectory, path, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0).Value;
        Fifo = machine.Tree.Find(path)!;
        _process.Adopt(this);
    }

    public Node Fifo { get; }

    public override bool IsReady(long now) => Fifo.Pipe.Length > 0;

    public override void Act()
    {
        Result<int> read = _process.Files.Read(_fifo, new byte[64]);
        Assert.That(read.Ok);
    }
}
