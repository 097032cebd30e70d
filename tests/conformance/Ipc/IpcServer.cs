using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using Sestet.Conformance.Harness;

namespace Sestet.Conformance.Ipc;

/// <summary>A server of connections, s6-ipcserver or what it consists of, that listens when it is there.</summary>
public sealed class IpcServer : IDisposable
{
    private readonly Child _child;

    /// <summary>Starts s6-ipcserver -1 with further options and a handler, and waits until it listens.</summary>
    public IpcServer(Scenario scenario, Suite suite, string options, params string[] handler)
    {
        Path = scenario.At("socket");
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _child = scenario.Start(suite, "s6-ipcserver", ["-1", .. words, Path, .. handler]);
        _child.WaitForOutput("\n");
        Pid = _child.Pid;
    }

    /// <summary>One that is there: the child that is its parent, its own number and where it listens.</summary>
    public IpcServer(Child parent, int pid, string path)
    {
        _child = parent;
        Pid = pid;
        Path = path;
    }

    public string Path { get; }

    public int Pid { get; }

    public string Errors => _child.Text(error: true);

    public void WaitForError(string text) => _child.WaitForError(text);

    public void Kill(int signal) => Native.Check(Native.Kill(Pid, signal), "kill");

    public CommandResult WaitForExit() => _child.WaitForExit();

    /// <summary>Connects, sends the text and its end, and reads to the end.</summary>
    public string Ask(string text = "")
    {
        using Socket socket = Connect();
        try
        {
            _ = text.Length == 0 ? 0 : socket.Send(Encoding.Latin1.GetBytes(text));
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.Shutdown or SocketError.NotConnected)
        {
            // Who has been refused, or answered at once, finds the other end closed.
        }
        return ReadToEnd(socket);
    }

    /// <summary>A connection that the test keeps.</summary>
    public Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = Patience.DefaultMs,
        };
        socket.Connect(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    public static string ReadToEnd(Socket socket)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        try
        {
            for (int length = socket.Receive(buffer); length > 0; length = socket.Receive(buffer))
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, length));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // What was sent was not read.
        }
        return text.ToString();
    }

    /// <summary>The lines of an answer that begin so, in order.</summary>
    public static IEnumerable<string> Lines(string text, params string[] starts) =>
        text.Split('\n').Where(l => starts.Any(s => l.StartsWith(s, StringComparison.Ordinal))).Order(StringComparer.Ordinal);

    public void Dispose() => _child.Dispose();
}
