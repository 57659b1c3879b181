namespace Strata.Cli.Tests.Support;

/// <summary>Which of the prepared databases a command finds.</summary>
public enum MatrixDatabase
{
    /// <summary>The environment's own, changed by migrations; one is pending.</summary>
    Migrated,

    /// <summary>The environment's own, changed by push.</summary>
    Pushed,

    /// <summary>Another environment's.</summary>
    Wrong,

    /// <summary>Somebody's tables, and no stamp.</summary>
    Unstamped,

    /// <summary>Nobody answers.</summary>
    Unreachable,
}

/// <summary>One way to call a command, with what makes it act.</summary>
/// <param name="Line">The arguments; the environment is added.</param>
/// <param name="Open">The exit code on the environment's own database where the policy is open; null where the policies say nothing of
/// it.</param>
/// <param name="Preview">The same with the policy preview.</param>
/// <param name="Protected">The same with the policy protected.</param>
public sealed record MatrixRow(string Line, int? Open = null, int? Preview = null, int? Protected = null)
{
    public string[] Arguments => Line.Split(' ');

    /// <summary>The own database that it is about.</summary>
    public MatrixDatabase Own { get; init; } = MatrixDatabase.Migrated;

    /// <summary>It opens the environment's database, and must stop at another one.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>Where it ends with 0 on its own database, that database has changed: else its refusals would show nothing.</summary>
    public bool Writes { get; init; }

    /// <summary>Every change of the schema has a migration.</summary>
    public bool MatchesSchema { get; init; }

    /// <summary>It runs pending migrations.</summary>
    public bool RunsPending { get; init; }

    public int? Expected(string policy) =>
        policy switch
        {
            "open" => Open,
            "preview" => Preview,
            _ => Protected,
        };

    /// <summary>A command that looks at the database and leaves it as it is.</summary>
    private static MatrixRow Reads(string line) => new(line) { IsGuarded = true };

    private static MatrixRow Changes(string line, int? open, int? preview, int? @protected) =>
        new(line, open, preview, @protected) { IsGuarded = true, Writes = true };

    public static IReadOnlyList<MatrixRow> All { get; } =
    [
        new("init"),
        Reads("pull --force"),
        new("adopt dbmate other --force"),
        new("adopt dbmate other --force --accept-unverified --accept-differences --yes"),
        Changes("push", 0, 10, 9) with
        {
            Own = MatrixDatabase.Pushed,
        },
        Changes("push --yes", 0, 10, 9) with
        {
            Own = MatrixDatabase.Pushed,
        },
        Changes("push --yes --only-safe", 9, 10, 9),
        new("push --dry-run --yes", 0, 10, 9) { IsGuarded = true, Own = MatrixDatabase.Pushed },
        new("generate"),
        new("diff --from env:target --to schema") { IsGuarded = true },
        Changes("migrate", 0, 0, 0) with
        {
            RunsPending = true,
        },
        Reads("migrate --dry-run"),
        new("migrate --test"),
        new("deploy --db-migrate --yes", 5, 5, 5) { IsGuarded = true },
        Changes("deploy --db-migrate --yes", 0, 0, 10) with
        {
            MatchesSchema = true,
            RunsPending = true,
        },
        Changes("deploy --db-migrate --yes --confirm target", 0, 0, 10) with
        {
            MatchesSchema = true,
        },
        Reads("deploy --db-migrate --dry-run"),
        Changes("deploy --db-update --yes", 0, 10, 9) with
        {
            Own = MatrixDatabase.Pushed,
        },
        new("deploy --db-generate --yes"),
        Changes("deploy --db-wipe --from local", 10, 10, 9),
        Changes("deploy --db-wipe --from local --yes", 0, 10, 9),
        Changes("deploy --db-wipe --from local --confirm target", 0, 0, 9),
        Changes("deploy --sync-content --from local", 10, 10, 10),
        Changes("deploy --sync-content --from local --yes", 0, 10, 10),
        Reads("deploy --sync-content --from local --dry-run"),
        new("deploy history") { IsGuarded = true },
        Reads("status"),
        Reads("status --check"),
        new("status --all"),
        Reads("repair"),
        Reads("repair --mark applied 0002_three"),
        Reads("repair --mark rolled-back 0001_two --allow-loss --yes"),
        Reads("repair --undo 0001_two --allow-loss --yes"),
        new("script"),
        new("bundle"),
        Changes("rollback --yes", null, null, 10),
        Changes("rollback --yes --allow-loss", 0, 0, 10),
        Changes("rollback --yes --allow-loss --confirm target", 0, 0, 0),
        Reads("rollback --as-migration --allow-loss"),
        Changes("purge --all", 10, 10, 10),
        Changes("purge --all --yes", 0, 0, 10),
        Changes("purge --all --confirm target", null, null, 0),
        new("squash --drop-data"),
        Changes("baseline", 0, 0, 0) with
        {
            Own = MatrixDatabase.Pushed,
        },
        new("check"),
        new("rebase"),
        new("merge-driver a b c d"),
        Reads("drift"),
        Reads("drift --sql"),
        Reads("dump"),
        Changes("restore backup --yes", 9, 9, 9),
        Changes("restore backup --confirm target", 9, 9, 9),
        Changes("reset", 10, 10, 9),
        Changes("reset --yes", 0, 10, 9),
        Changes("reset --confirm target", 0, 0, 9),
        Changes("undo-wipe --yes", 9, null, 9),
        Changes("undo-wipe --confirm target", 9, 9, 9),
        new("env adopt --yes"),
        Reads("env loosen --yes"),
        new("env convert --yes", 0, 9, 9) { IsGuarded = true, Writes = true },
        new("config"),
        new("doctor"),
        new("help"),
        new("explain"),
        new("version"),
    ];
}
