using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>Where a service is in its life.</summary>
internal enum SupervisorState : byte
{
    Down,
    Up,
    Finish,

    /// <summary>Up for the last time: the supervisor exits afterwards.</summary>
    LastUp,

    /// <summary>Finishing for the last time.</summary>
    LastFinish,
    Count,
}

/// <summary>What a supervisor does about an event in a state.</summary>
internal enum SupervisorReaction : byte
{
    Ignore,
    Leave,
    InterruptAndLeave,
    StartIfWanted,
    Escalate,
    KillFinish,
    RunEnded,
    FinishEnded,
    Send,
    Pause,
    Continue,
    KillGroup,
    SendDownSignal,
    SendReloadSignal,
    BringDown,
    BringDownFile,
    BringDownForLast,
    WantDown,
    WantDownFile,
    WantUp,
    WantUpFile,
    StartOnce,
    StartUp,
    StartUpFile,
    BecomeLast,
    CloseStreams,
}

/// <summary>The whole behaviour of a supervisor: every event in every state.</summary>
internal static class SupervisorTable
{
    private const byte Ignore = (byte)SupervisorReaction.Ignore;
    private const byte Leave = (byte)SupervisorReaction.Leave;
    private const byte IntLeave = (byte)SupervisorReaction.InterruptAndLeave;
    private const byte IfWanted = (byte)SupervisorReaction.StartIfWanted;
    private const byte Escalate = (byte)SupervisorReaction.Escalate;
    private const byte KillFin = (byte)SupervisorReaction.KillFinish;
    private const byte RunEnded = (byte)SupervisorReaction.RunEnded;
    private const byte FinEnded = (byte)SupervisorReaction.FinishEnded;
    private const byte Send = (byte)SupervisorReaction.Send;
    private const byte Pause = (byte)SupervisorReaction.Pause;
    private const byte Continue = (byte)SupervisorReaction.Continue;
    private const byte KillGrp = (byte)SupervisorReaction.KillGroup;
    private const byte DownSig = (byte)SupervisorReaction.SendDownSignal;
    private const byte LoadSig = (byte)SupervisorReaction.SendReloadSignal;
    private const byte Bring = (byte)SupervisorReaction.BringDown;
    private const byte BringFile = (byte)SupervisorReaction.BringDownFile;
    private const byte BringLast = (byte)SupervisorReaction.BringDownForLast;
    private const byte WantDown = (byte)SupervisorReaction.WantDown;
    private const byte WantDnF = (byte)SupervisorReaction.WantDownFile;
    private const byte WantUp = (byte)SupervisorReaction.WantUp;
    private const byte WantUpF = (byte)SupervisorReaction.WantUpFile;
    private const byte StrtOnce = (byte)SupervisorReaction.StartOnce;
    private const byte StartUp = (byte)SupervisorReaction.StartUp;
    private const byte StartUpF = (byte)SupervisorReaction.StartUpFile;
    private const byte Last = (byte)SupervisorReaction.BecomeLast;
    private const byte CloseStr = (byte)SupervisorReaction.CloseStreams;

    /// <summary>Timeout and Exited stand before the commands.</summary>
    private const int RowsBeforeCommands = 2;

    private static ReadOnlySpan<byte> Table =>
    [
        //          Down      Up         Finish    LastUp     LastFinish
        /* time  */ IfWanted, Escalate,  KillFin,  Escalate,  KillFin,
        /* died  */ Ignore,   RunEnded,  FinEnded, RunEnded,  FinEnded,
        /* TERM  */ Leave,    BringLast, Last,     Bring,     Ignore,
        /* HUP   */ Leave,    Last,      Last,     CloseStr,  CloseStr,
        /* QUIT  */ Leave,    Leave,     Leave,    Leave,     Leave,
        /* INT   */ Leave,    IntLeave,  IntLeave, IntLeave,  IntLeave,
        /* a ALRM*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* b ABRT*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* q QUIT*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* h HUP */ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* k KILL*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* t TERM*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* i INT */ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* 1 USR1*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* 2 USR2*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* p STOP*/ Ignore,   Pause,     Ignore,   Pause,     Ignore,
        /* c CONT*/ Ignore,   Continue,  Ignore,   Continue,  Ignore,
        /* y WINC*/ Ignore,   Send,      Ignore,   Send,      Ignore,
        /* r     */ Ignore,   DownSig,   Ignore,   DownSig,   Ignore,
        /* l     */ Ignore,   LoadSig,   Ignore,   LoadSig,   Ignore,
        /* P     */ Ignore,   Pause,     Ignore,   Pause,     Ignore,
        /* C     */ Ignore,   Continue,  Ignore,   Continue,  Ignore,
        /* K     */ Ignore,   KillGrp,   Ignore,   KillGrp,   Ignore,
        /* o     */ StrtOnce, WantDown,  WantDown, WantDown,  WantDown,
        /* d     */ WantDown, Bring,     WantDown, Bring,     WantDown,
        /* u     */ StartUp,  WantUp,    WantUp,   WantUp,    WantUp,
        /* D     */ WantDnF,  BringFile, WantDnF,  BringFile, WantDnF,
        /* U     */ StartUpF, WantUpF,   WantUpF,  WantUpF,   WantUpF,
        /* x     */ Leave,    Last,      Last,     CloseStr,  CloseStr,
        /* O     */ WantDown, WantDown,  WantDown, WantDown,  WantDown,
        /* Q     */ WantDnF,  WantDnF,   WantDnF,  WantDnF,   WantDnF,
    ];

    /// <summary>The signals of the commands SendAlrm to SendWinch, in their order.</summary>
    private static ReadOnlySpan<byte> Signals => [14, 6, 3, 1, 9, 15, 2, 10, 12, 19, 18, 28];

    public static SupervisorReaction Lookup(in SupervisorEvent e, SupervisorState state)
    {
        Assert.That(Table.Length == (RowsBeforeCommands + (int)SupervisorCommand.Count) * (int)SupervisorState.Count);
        int row = e.Kind switch
        {
            SupervisorEventKind.Timeout => 0,
            SupervisorEventKind.Exited => 1,
            _ => RowsBeforeCommands + (int)e.Command,
        };
        return (SupervisorReaction)Table[row * (int)SupervisorState.Count + (int)state];
    }

    /// <summary>The signal of a command that sends one to the service's process.</summary>
    public static Signal SignalOf(SupervisorCommand command)
    {
        Assert.That(Signals.Length == SupervisorCommand.Restart - SupervisorCommand.SendAlrm);
        return new Signal(Signals[command - SupervisorCommand.SendAlrm]);
    }
}
