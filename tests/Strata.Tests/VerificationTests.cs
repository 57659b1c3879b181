using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Generating;
using Strata.Testing;

namespace Strata.Tests;

/// <summary>The state that a hand-written migration leads to is found while nobody waits, and once.</summary>
public sealed class VerificationTests(PostgresFixture server)
{
    private const string Replays = "Replaying the migrations in a shadow database";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData("local"), InlineData("local-pg")]
    public async Task History_is_replayed_before_the_lock_and_not_again(string environment)
    {
        using var folder = new TempFolder();
        Example.CopyTo(folder.Path);
        var database = await server.CreateDatabaseAsync();
        Example.Edit(folder.Path, "strata.json", "postgresql://localhost/cinema", database);
        var events = new List<StrataEvent>();
        await using var project = StrataProject.Open(folder.Path, environment, Host(folder.Path, events));
        await project.GenerateAsync(new() { Mode = GenerateMode.Custom, Name = "by_hand" }, Token);
        var migrations = environment == "local" ? "db/migrations" : "db/migrations-pg";
        var file = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, migrations), "*_by_hand.sql"));
        await File.WriteAllTextAsync(file, "create table by_hand (id integer primary key not null)", Token);

        await project.MigrateAsync(cancellationToken: Token);

        var ended = events.FindIndex(e => e is WorkEnded { Title: Replays });
        Assert.InRange(ended, 0, events.FindIndex(e => e is MigrationStarted) - 1);
        Assert.Contains(events, e => e is WorkProgressed { Title: Replays } p && p.At.EndsWith("by_hand", StringComparison.Ordinal));
        events.Clear();
        Assert.Empty((await project.DriftAsync(cancellationToken: Token)).Objects);
        await project.CheckAsync(cancellationToken: Token);
        await project.GenerateAsync(new() { Mode = GenerateMode.Check }, Token);
        await project.MigrateAsync(cancellationToken: Token);
        await project.StatusAsync(Token);
        Assert.DoesNotContain(events, e => e is WorkStarted { Title: Replays });
    }

    private static StrataHost Host(string folder, List<StrataEvent> events)
    {
        var variables = new Dictionary<string, string>(EnvironmentVariables.OfProcess().All) { ["XDG_CACHE_HOME"] = folder };
        return new() { Variables = new(variables), Progress = new Listener(events) };
    }

    private sealed class Listener(List<StrataEvent> events) : IProgress<StrataEvent>
    {
        public void Report(StrataEvent value) => events.Add(value);
    }
}
