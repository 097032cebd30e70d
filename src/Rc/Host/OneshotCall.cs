using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.FdHolder;
using Sestet.Linux;
using Sestet.Sudo;

namespace Sestet.Rc.Host;

/// <summary>How far a oneshot's script has come.</summary>
internal enum OneshotProgress : byte
{
    Waiting,

    /// <summary>It was started just now; its time runs from here.</summary>
    Started,

    /// <summary>It has ended: see Status.</summary>
    Ended,

    /// <summary>The runner did not run it: see Error.</summary>
    Failed,
}

/// <summary>
/// A oneshot's script that is run by the service s6rc-oneshot-runner, an s6-sudod behind a socket (SudoRequest): the client's
/// part, which never waits. The script gets this process's standard input, output and error.
/// </summary>
internal struct OneshotCall
{
    private const int RequestLengthMax = Frame.HeaderLength + SudoRequest.HeaderLength + 64;

    private Stage _stage;
    private int _received;
    private Bytes _bytes;

    private enum Stage : byte
    {
        Greeting,
        Start,
        Status,
    }

    [InlineArray(SudoRequest.GreetingLength + 1)]
    private struct Bytes
    {
        private byte _first;
    }

    public Fd Socket { get; private set; }

    /// <summary>How the script ended.</summary>
    public WaitStatus Status { get; private set; }

    public Errno Error { get; private set; }

    /// <summary>The runner was asked to run it.</summary>
    public readonly bool MayHaveRun => _stage > Stage.Greeting;

    /// <summary>Connects. EAGAIN: not now, the runner's queue is full.</summary>
    public Errno Open(ReadOnlySpan<byte> pathZ)
    {
        this = default;
        Result<Fd> socket = Kernel.OpenStreamSocket(nonBlocking: true);
        if (!socket.Ok)
        {
            return socket.Error;
        }
        Errno error = Kernel.ConnectPath(socket.Value, pathZ);
        if (error.Failed)
        {
            Kernel.Close(socket.Value);
            return error;
        }
        Socket = socket.Value;
        return Errno.None;
    }

    /// <summary>Goes on as far as the other end allows. The words are sent when it has greeted.</summary>
    public OneshotProgress Advance(ReadOnlySpan<byte> verb, int service)
    {
        bool started = false;
        while (true)
        {
            int wanted = _stage switch
            {
                Stage.Greeting => SudoRequest.GreetingLength,
                Stage.Start => 1,
                _ => SudoRequest.StatusLength,
            };
            Result<int> read = Kernel.Read(Socket, ((Span<byte>)_bytes)[_received..wanted]);
            if (read.Error == Errno.EAGAIN)
            {
                return started ? OneshotProgress.Started : OneshotProgress.Waiting;
            }
            if (!read.Ok || read.Value == 0)
            {
                // One that lets nobody in closes without a word.
                return Fail(!read.Ok ? read.Error : _stage == Stage.Greeting ? Errno.EACCES : Errno.EPIPE);
            }
            _received += read.Value;
            if (_received < wanted)
            {
                continue;
            }
            _received = 0;
            switch (_stage)
            {
                case Stage.Greeting:
                    Errno error = Greet(verb, service);
                    if (error.Failed)
                    {
                        return Fail(error);
                    }
                    _stage = Stage.Start;
                    break;
                case Stage.Start:
                    if (_bytes[0] != 0)
                    {
                        return Fail(new Errno(_bytes[0]));
                    }
                    started = true;
                    _stage = Stage.Status;
                    break;
                default:
                    Assert.That(_stage == Stage.Status);
                    Status = new WaitStatus((int)(BinaryPrimitives.ReadUInt32BigEndian(_bytes) & 0xffff));
                    return OneshotProgress.Ended;
            }
        }
    }

    public readonly void Close() => Kernel.Close(Socket);

    private OneshotProgress Fail(Errno error)
    {
        Error = error;
        return OneshotProgress.Failed;
    }

    private readonly Errno Greet(ReadOnlySpan<byte> verb, int service)
    {
        ReadOnlySpan<byte> greeting = _bytes;
        return greeting.StartsWith(SudoRequest.Greeting) ? Send(verb, service) : Errno.EPROTO;
    }

    private readonly Errno Send(ReadOnlySpan<byte> verb, int service)
    {
        Span<byte> message = stackalloc byte[RequestLengthMax];
        Span<byte> texts = message[(Frame.HeaderLength + SudoRequest.HeaderLength)..];
        verb.CopyTo(texts);
        int length = verb.Length;
        texts[length++] = 0;
        length += Text.Format((ulong)service, texts[length..]);
        texts[length++] = 0;
        SudoRequest.WriteHeader(message[Frame.HeaderLength..], argumentCount: 2, variableCount: 0, length, variablesLength: 0);
        length += SudoRequest.HeaderLength;
        new Frame((uint)length, SudoRequest.DescriptorCount).Write(message);
        length += Frame.HeaderLength;
        ReadOnlySpan<Fd> streams = [Fd.StandardInput, Fd.StandardOutput, Fd.StandardError];
        // The buffer of a connection on which nothing has been sent has room for it.
        Result<int> sent = Kernel.SendMessage(Socket, message[..length], streams, wait: false);
        return !sent.Ok ? sent.Error : sent.Value == length ? Errno.None : Errno.EPROTO;
    }
}
