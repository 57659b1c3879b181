using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Guards;

namespace Strata.Cli.Commands;

/// <summary>
/// What is decided about an environment's database as a whole: that another one takes its place, or that a developer's own is pushed to
/// again.
/// </summary>
internal sealed class EnvCommand(App app, Project project)
{
    private static readonly Option<string> s_confirm = new("--confirm") { Description = "the name that is asked for", HelpName = "NAME" };

    public static Command Create(App app, GlobalOptions options)
    {
        var adopt = new Command("adopt", "a copied, restored or replaced database is the environment's from now on") { s_confirm };
        adopt.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(app, options, parsed, (c, ct) => c.AdoptAsync(parsed.GetValue(s_confirm), ct), cancellationToken)
        );
        var convert = new Command("convert", "an open environment's database is changed by push again; the other way is: strata baseline");
        convert.SetAction((parsed, cancellationToken) => RunAsync(app, options, parsed, (c, ct) => c.ConvertAsync(ct), cancellationToken));
        return new Command("env", CommandList.Describe("env")) { adopt, convert };
    }

    private static async Task<int> RunAsync(
        App app,
        GlobalOptions options,
        ParseResult parsed,
        Func<EnvCommand, CancellationToken, Task<ExitCode>> run,
        CancellationToken cancellationToken
    )
    {
        await using var project = Project.Load(app, options, parsed);
        project.RequireNamedEnvironment(options.Named(parsed) is not null);
        return await project
            .RecordedAsync("env " + parsed.CommandResult.Command.Name, app.Time, () => run(new EnvCommand(app, project), cancellationToken))
            .ConfigureAwait(false);
    }

    private string Name => project.Environment!.Name;

    /// <summary>The one command that goes past the guard, and so it shows what is there and has the name typed.</summary>
    private async Task<ExitCode> AdoptAsync(string? confirmed, CancellationToken cancellationToken)
    {
        await using var target = await project.UnguardedTargetAsync(cancellationToken).ConfigureAwait(false);
        var pins = new Pins(project.Environment!.Migrations);
        var pin = await pins.FindAsync(Name, cancellationToken).ConfigureAwait(false);
        Stamp? adopted = null;
        await new HistoryEditor(target, project.RunOptions(), app.Time, new RunReport(project.Report).Show)
            .EditAsync(
                async (state, ct) =>
                {
                    if (IsAlready(state, pin))
                        return [];
                    await RequireConfirmedAsync(state, target.Name, confirmed, ct).ConfigureAwait(false);
                    adopted = new Stamp(Name, state.Stamp?.Mode ?? StampMode.Migrate, project.Policy, Guid.NewGuid())
                    {
                        Place = state.Place,
                    };
                    return [new SaveStamp(adopted)];
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        project.HasWritten = adopted is not null;
        if (adopted is null)
            return project.Report.End(ExitCode.Done, new JsonObject { ["adopted"] = false }, $"{target.Name} is \"{Name}\" already");
        if (project.Policy != Policy.Open)
        {
            await pins.SetAsync(Name, new Pin(adopted.Identity, adopted.Place!), cancellationToken).ConfigureAwait(false);
            project.Report.Note($"{project.Shown(pins.Path)} remembers it; commit it");
        }
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["adopted"] = true, ["identity"] = adopted.Identity.ToString() },
            $"{target.Name} is \"{Name}\" from now on, changed by {Word(adopted.Mode)}"
        );
    }

    private bool IsAlready(TargetState state, Pin? pin) =>
        state.Stamp is { } s
        && s.Environment == Name
        && s.Place == state.Place
        && s.Policy == project.Policy
        && (project.Policy == Policy.Open || pin == new Pin(s.Identity, state.Place));

    /// <summary>
    /// A copy is taken over by the name of the environment it shall be. The database itself of another environment, which is no copy, only
    /// by that one's name: it would be lost to it.
    /// </summary>
    private async Task RequireConfirmedAsync(TargetState state, string target, string? confirmed, CancellationToken cancellationToken)
    {
        var stamp = state.Stamp;
        var itself = stamp is not null && stamp.Environment != Name && stamp.Policy != Policy.Open && stamp.Place == state.Place;
        var asked = itself ? stamp!.Environment : Name;
        var what =
            stamp is null ? $"{target} carries no stamp"
            : itself
                ? $"{target} is the database of \"{stamp.Environment}\" itself, not a copy of it: \"{stamp.Environment}\" "
                    + $"would be refused from then on"
            : $"{target} is stamped \"{stamp.Environment}\" ({Word(stamp.Policy)}, changed by {Word(stamp.Mode)} since {stamp.Since:yyyy-MM-dd})";
        if (confirmed == asked)
            return;
        const string State = "nothing was changed";
        if (confirmed is not null)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1111",
                    "--confirm",
                    $"\"{confirmed}\" is not the name that is asked for; {what}",
                    State,
                    $"to take it over as \"{Name}\": --confirm {asked}"
                )
            );
        if (!project.Report.CanAsk)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1111",
                    project.Environment!.Where,
                    what,
                    State,
                    $"to take it over as \"{Name}\": strata env adopt --env {Name} --confirm {asked}"
                )
            );
        if (
            await Ask.TextAsync($"{what}. Type {asked} to take it over as \"{Name}\"", "no", cancellationToken).ConfigureAwait(false)
            != asked
        )
            throw new ProblemException(
                ProblemKind.Refused,
                new("ST1104", project.Environment!.Where, "not confirmed", State, "see what the database is: strata status")
            );
    }

    private async Task<ExitCode> ConvertAsync(CancellationToken cancellationToken)
    {
        if (project.Policy != Policy.Open)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9012",
                    project.Environment!.Where,
                    $"\"{Name}\" is {Word(project.Policy)}: only an open environment is given back to push",
                    "nothing was changed",
                    "write changes as migrations: strata generate"
                )
            );
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var changed = false;
        var options = project.RunOptions();
        await new HistoryEditor(target, options, app.Time, new RunReport(project.Report).Show)
            .EditAsync(
                (state, _) =>
                {
                    if (state.Stamp is not { Mode: StampMode.Migrate } stamp)
                        return Task.FromResult<System.Collections.Immutable.ImmutableArray<Bookkeeping>>([]);
                    if (stamp.Policy != Policy.Open)
                        throw new ProblemException(
                            ProblemKind.Refused,
                            new(
                                "ST9012",
                                target.Name,
                                $"the database is stamped {Word(stamp.Policy)}: only one of an open environment is given back to push",
                                "nothing was changed",
                                $"if it is a developer's own by now: strata env adopt --env {Name}"
                            )
                        );
                    changed = true;
                    // The rows stay as what happened; none of them counts any more, so that baseline can take the database over again.
                    return Task.FromResult<System.Collections.Immutable.ImmutableArray<Bookkeeping>>([
                        .. state.Current.Select(r => new SaveRollback(r.Tag) { Why = $"given back to push by {options.Run.By}" }),
                        new SaveStamp(stamp with { Mode = StampMode.Push }),
                    ]);
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["changed"] = changed },
            changed
                ? $"{target.Name} is changed by push from now on; back again: strata baseline"
                : $"{target.Name} is changed by push already"
        );
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
