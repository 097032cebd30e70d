using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Longruns: what they must have, and the pipelines they are in.</content>
internal ref partial struct SourceCompiler
{
    private int AddLongrun(Place place, DefinitionFiles files)
    {
        if ((files & DefinitionFiles.Run) == 0)
        {
            return Complain(place, "run"u8, "unable to find a run script in "u8, default);
        }
        if ((files & DefinitionFiles.RunIsRegular) == 0)
        {
            Result<FileStatus> run = Kernel.Stat(place.Directory, "run\0"u8);
            if (!run.Ok)
            {
                return Unable(place, "run"u8, run.Error, "stat "u8);
            }
            if (!run.Value.IsRegular)
            {
                return Complain(place, "run"u8, default, " is not a regular file"u8);
            }
        }
        int code = ExitCode.Success;
        if ((files & DefinitionFiles.ProducerFor) != 0)
        {
            code = ReadConsumer(place);
        }
        if (code == ExitCode.Success && (files & DefinitionFiles.ConsumerFor) != 0)
        {
            code = ReadProducers(place);
        }
        if (code != ExitCode.Success || (files & DefinitionFiles.PipelineName) == 0)
        {
            return code;
        }
        if ((files & (DefinitionFiles.ProducerFor | DefinitionFiles.ConsumerFor)) == DefinitionFiles.ConsumerFor)
        {
            return ReadPipelineName(place);
        }
        if (_options.Verbosity > 0)
        {
            SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
            message.Add(place.Source, "/"u8, place.Name, " contains a pipeline-name file despite not being a last consumer"u8);
            message.Add("; this file will be ignored"u8);
            message.Warn();
        }
        return code;
    }

    private int ReadConsumer(Place place)
    {
        int code = ReadOneName(place, "producer-for\0"u8, " should only contain one service name"u8, out int consumer);
        if (code == ExitCode.Success)
        {
            _table.Items[place.Index].ConsumerPlusOne = consumer + 1;
            if (_options.Verbosity >= 3)
            {
                Diagnostics.Info(place.Name, " is a producer for "u8, _table.Name(consumer));
            }
        }
        return code;
    }

    private int ReadProducers(Place place)
    {
        int first = _mentions.Count;
        int code = ReadMentionLines(place, "consumer-for\0"u8);
        _table.Items[place.Index].Producers = new ListPart { First = first, Count = _mentions.Count - first };
        for (int i = first; i < _mentions.Count && _options.Verbosity >= 3; i++)
        {
            Diagnostics.Info(place.Name, " is a consumer for "u8, _table.Name(_mentions.Items[i]));
        }
        return code;
    }

    private int ReadPipelineName(Place place)
    {
        int code = ReadOneName(place, "pipeline-name\0"u8, " should only contain one name"u8, out int pipeline);
        if (code == ExitCode.Success)
        {
            _table.Items[place.Index].PipelinePlusOne = pipeline + 1;
        }
        return code;
    }

    private int ReadOneName(Place place, ReadOnlySpan<byte> fileZ, ReadOnlySpan<byte> complaint, out int index)
    {
        int first = _mentions.Count;
        int code = ReadMentionLines(place, fileZ);
        int count = _mentions.Count - first;
        index = count > 0 ? _mentions.Items[first] : 0;
        _mentions.Truncate(first);
        return code == ExitCode.Success && count != 1 ? Complain(place, fileZ[..^1], default, complaint) : code;
    }

    /// <summary>Each producer's consumer says the same of it, and the reverse; then pipelines get their bundles.</summary>
    private int CheckPipelines()
    {
        if (_options.Verbosity >= 2)
        {
            Diagnostics.Info("making bundles for pipelines"u8);
        }
        for (int i = 0; i < _table.Count; i++)
        {
            ListPart producers = _table.Items[i].Producers;
            for (int p = 0; p < producers.Count; p++)
            {
                int producer = _mentions.Items[producers.First + p];
                if (_table.Items[producer].Kind != DefinitionKind.Longrun || _table.Items[producer].ConsumerPlusOne != i + 1)
                {
                    return DoesNotAnswer(i, producer, " declares being the consumer for a service named "u8);
                }
                _table.Items[producer].IsAnswered = true;
            }
        }
        int code = ExitCode.Success;
        for (int i = 0; i < _table.Count && code == ExitCode.Success; i++)
        {
            Definition definition = _table.Items[i];
            if (definition.ConsumerPlusOne != 0 && !definition.IsAnswered)
            {
                code = DoesNotAnswer(i, definition.ConsumerPlusOne - 1, " declares being a producer for a service named "u8);
            }
        }
        for (int i = 0; i < _table.Count && code == ExitCode.Success; i++)
        {
            // A name without a pipeline, for consumer-for is empty, is left alone.
            code = _table.Items[i].PipelinePlusOne != 0 && _table.Items[i].Producers.Count > 0 ? AddPipeline(i) : code;
        }
        return code;
    }

    private readonly int DoesNotAnswer(int from, int to, ReadOnlySpan<byte> words)
    {
        DefinitionKind kind = _table.Items[to].Kind;
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add("longrun service "u8, _table.Name(from), words, _table.Name(to));
        if (kind == DefinitionKind.Longrun)
        {
            message.Add(" that does not declare it back"u8);
        }
        else
        {
            message.Add(" of type "u8, DefinitionKinds.Name(kind));
        }
        return message.Print();
    }

    /// <summary>The bundle of the pipeline that ends there: the services are found from the end.</summary>
    private int AddPipeline(int last)
    {
        int bundle = _table.Items[last].PipelinePlusOne - 1;
        if (_options.Verbosity >= 3)
        {
            Diagnostics.Info("creating bundle for pipeline "u8, _table.Name(bundle));
        }
        DefinitionKind kind = _table.Items[bundle].Kind;
        if (kind != DefinitionKind.Unknown)
        {
            return Duplicate(_table.Name(bundle), "s6-rc-compile internals"u8, kind);
        }
        int first = _mentions.Count;
        Errno error = _mentions.Reserve(1);
        if (error.IsNone)
        {
            _mentions.Add(last);
        }
        // Each has one consumer, and the last has none: nobody is met twice.
        for (int at = first; at < _mentions.Count && error.IsNone; at++)
        {
            ListPart producers = _table.Items[_mentions.Items[at]].Producers;
            error = _mentions.Reserve(producers.Count);
            if (error.IsNone)
            {
                _mentions.Add(_mentions.Items.Slice(producers.First, producers.Count));
            }
        }
        if (error.Failed)
        {
            return OutOfMemory(error);
        }
        ref Definition definition = ref _table.Items[bundle];
        definition.Kind = DefinitionKind.Bundle;
        definition.Source = Internal;
        definition.Mentions = new ListPart { First = first, Count = _mentions.Count - first };
        return NoteDefined(bundle);
    }
}
