using Strata.Project.Git;

namespace Strata.Cli.Terminal;

/// <summary>The surroundings of one command line: streams, terminal, variables and clock. Commands reach them through this alone.</summary>
internal sealed record CommandHost
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard output and standard error are a terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Standard output is a file or the input of a program.</summary>
    public bool IsOutputRedirected { get; init; }

    /// <summary>Standard input is a terminal too: a person can be asked.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The environment variables.</summary>
    public required EnvironmentVariables Variables { get; init; }

    /// <summary>The absolute path of the working directory.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Measures and waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>This program as a word of a POSIX shell.</summary>
    public string ShellName => MergeDriverSetup.Program(Environment.ProcessPath, Variables["PATH"]);
}
