namespace Strata.Cli.Commands;

/// <summary>A command of the command line.</summary>
internal abstract class StrataCommand : Command
{
    private readonly string _help;

    /// <param name="globals">The options of every command.</param>
    /// <param name="name">Its name.</param>
    /// <param name="help">Its name in help; null for the same.</param>
    protected StrataCommand(GlobalOptions globals, string name, string? help = null)
        : base(name)
    {
        (Globals, _help) = (globals, help ?? name);
        SetAction(async (parsed, cancellationToken) => (int)await InvokeAsync(parsed, cancellationToken));
    }

    /// <summary>The words about it.</summary>
    public CommandHelp Help => CommandHelp.Of(_help);

    protected GlobalOptions Globals { get; }

    protected abstract Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken);

    /// <summary>Adds the command's own options, in the order of its help.</summary>
    protected void Takes(params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            Options.Add(option);
    }

    /// <summary>An argument that may be left out.</summary>
    protected static Argument<string?> Optional(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
}

/// <summary>A command on a project: its options become a request, its result is rendered.</summary>
internal abstract class ProjectCommand(GlobalOptions globals, string name, string? help = null) : StrataCommand(globals, name, help)
{
    protected override async Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = Globals.Output(parsed);
        using var events = new EventRenderer(output);
        await using var project = Open(parsed, Globals.Surroundings(output, events));
        return output.End(await RunAsync(new(project, parsed, output, cancellationToken)));
    }

    /// <inheritdoc cref="GlobalOptions.Open"/>
    protected virtual StrataProject Open(ParseResult parsed, StrataHost host) => Globals.Open(parsed, host);

    /// <summary>Makes the request, runs the operation, and renders its result.</summary>
    protected abstract Task<OperationResult> RunAsync(Invocation run);
}

/// <summary>A command on a project that has no options of its own.</summary>
/// <param name="operation">The operation.</param>
/// <param name="text">Writes its result for people.</param>
internal sealed class PlainCommand<T>(
    GlobalOptions globals,
    string name,
    Func<StrataProject, CancellationToken, Task<T>> operation,
    Action<T, CommandOutput> text,
    string? help = null
) : ProjectCommand(globals, name, help)
    where T : OperationResult
{
    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(await operation(run.Project, run.Cancellation), text);
}

/// <summary>One invocation of a command.</summary>
/// <param name="Project">The project.</param>
/// <param name="Parsed">The command line.</param>
/// <param name="Output">The output.</param>
/// <param name="Cancellation">Interrupts it.</param>
internal sealed record Invocation(StrataProject Project, ParseResult Parsed, CommandOutput Output, CancellationToken Cancellation)
{
    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>The values of an option that may stand several times.</summary>
    public IReadOnlyList<string> Get(Option<string[]> option) => Parsed.GetValue(option) ?? [];

    /// <summary>The option is given.</summary>
    public bool Has(Option option) => Parsed.GetResult(option) is { Implicit: false };

    /// <summary>Requires that at most one of some options is given.</summary>
    /// <exception cref="ProblemException">Several are (ST2023, exit 2).</exception>
    public void RequireOneOf(params IEnumerable<Option> options)
    {
        var given = options.Where(Has).Select(o => o.Name).ToList();
        if (given.Count > 1)
            throw UsageProblems.Contradiction.Error(
                string.Join(' ', given),
                $"{string.Join(" and ", given)} are mutually exclusive options",
                "nothing was done",
                "remove one of them"
            );
    }

    /// <summary>Writes a result: its lines for programs, its text for people.</summary>
    public T Show<T>(T result, Action<T, CommandOutput> text)
        where T : OperationResult => Output.Show(result, text);
}
