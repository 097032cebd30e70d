using System;
using System.Collections.Generic;
using Sestet.Init;
using Sestet.Linux;
using Xunit;

namespace Sestet.Tests;

/// <summary>Every sequence of events that a container can have, to a depth.</summary>
public class ContainerLifeTests
{
    private const int Depth = 7;

    private enum Event
    {
        CommandEnds,
        CommandFails,
        ServicesEnd,
        ServicesBegin,
        Asked,
        TimeIsOver,
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void PhasesOnlyGoOn(bool hasCommand, bool hasServices) =>
        Explore(new ContainerLife(hasCommand, hasServices), commandLives: hasCommand, servicesLive: hasServices, Depth);

    [Theory]
    [InlineData(0x0300, 3)]
    [InlineData(0x0009, 137)]
    [InlineData(0x008b, 139)]
    [InlineData(0xff00, 255)]
    public void TheCodeIsTheCommands(int status, int code)
    {
        ContainerLife life = new(hasCommand: true, hasServices: true);
        life.CommandEnded(new WaitStatus(status));
        Assert.Equal((code, ContainerPhase.StopsServices), (life.ExitCode, life.Phase));
        life.ServicesEnded();
        life.TimeIsOver();
        Assert.Equal((code, ContainerPhase.Kills), (life.ExitCode, life.Phase));
    }

    /// <summary>What is already down is not waited for.</summary>
    [Fact]
    public void ServicesThatHaveEndedAreNotStopped()
    {
        ContainerLife life = new(hasCommand: true, hasServices: true);
        life.ServicesEnded();
        Assert.True(life.WantsServices);
        life.CommandEnded(WaitStatus.Exited(0));
        Assert.Equal((ContainerPhase.StopsRest, false), (life.Phase, life.WantsServices));
    }

    private static void Explore(ContainerLife life, bool commandLives, bool servicesLive, int depth)
    {
        Assert.Equal(commandLives, life.CommandLives);
        Assert.Equal(life.Phase != ContainerPhase.Runs, life.EndsWithoutChildren);
        Assert.False(commandLives && life.Phase != ContainerPhase.Runs);
        if (depth == 0)
        {
            return;
        }
        foreach (Event happens in Possible(life, commandLives, servicesLive))
        {
            ContainerLife next = life;
            switch (happens)
            {
                case Event.CommandEnds:
                    next.CommandEnded(WaitStatus.Exited(1));
                    break;
                case Event.CommandFails:
                    next.CommandFailed(111);
                    break;
                case Event.ServicesEnd:
                    next.ServicesEnded();
                    break;
                case Event.ServicesBegin:
                    next.ServicesBegan();
                    break;
                case Event.Asked:
                    next.Asked();
                    break;
                case Event.TimeIsOver:
                    next.TimeIsOver();
                    break;
                default:
                    throw new InvalidOperationException();
            }
            Assert.True(next.Phase >= life.Phase);
            Assert.True(next.Phase != ContainerPhase.StopsServices || servicesLive);
            bool command = commandLives && happens is not (Event.CommandEnds or Event.CommandFails);
            bool services = happens switch
            {
                Event.ServicesEnd => false,
                Event.ServicesBegin => true,
                _ => servicesLive,
            };
            Explore(next, command, services, depth - 1);
        }
    }

    private static IEnumerable<Event> Possible(ContainerLife life, bool commandLives, bool servicesLive)
    {
        if (commandLives)
        {
            yield return Event.CommandEnds;
            yield return Event.CommandFails;
        }
        else
        {
            yield return Event.Asked;
        }
        if (servicesLive)
        {
            yield return Event.ServicesEnd;
        }
        if (life.WantsServices)
        {
            yield return Event.ServicesBegin;
        }
        if (life.Phase != ContainerPhase.Runs)
        {
            yield return Event.TimeIsOver;
        }
    }
}
