using System.CommandLine;
using System.Text.RegularExpressions;
using Strata.Core.Problems;
using Strata.Deploy;

namespace Strata.Cli.Deploying;

/// <summary>What a deploy does with the database.</summary>
internal enum DatabaseAction
{
    None,
    Migrate,
    Generate,
    Update,
    Wipe,
}

/// <summary>The flags of <c>deploy</c>. One that contradicts another is found before anything is looked at.</summary>
internal sealed partial record DeployFlags(
    DatabaseAction Action,
    DeployKind Kind,
    int Percent,
    string? Tag,
    bool All,
    IReadOnlyList<string> Chosen,
    bool DryRun,
    string? Plan,
    IReadOnlyList<string> Confirmed,
    IReadOnlyList<string> Allowed
)
{
    /// <summary>Content comes from another environment.</summary>
    public bool Sync { get; private init; }

    /// <summary>Where a copy or content comes from.</summary>
    public string? From { get; private init; }

    /// <summary>The hashes of plans that somebody has read.</summary>
    public IEnumerable<string> Hashes => Confirmed.Where(c => PlanHash().IsMatch(c));

    /// <summary>The name of the environment, where somebody gave it.</summary>
    public string? ConfirmedName => Confirmed.FirstOrDefault(c => !PlanHash().IsMatch(c));

    private static readonly Option<bool> s_all = new("--all") { Description = "every service of strata.json" };
    private static readonly Option<bool> s_migrate = new("--db-migrate") { Description = "run pending migrations first" };
    private static readonly Option<bool> s_generate = new("--db-generate")
    {
        Description = "write the next migration, and stop for its review",
    };
    private static readonly Option<bool> s_update = new("--db-update") { Description = "push the schema first, where the policy lets it" };
    private static readonly Option<bool> s_wipe = new("--db-wipe")
    {
        Description = "replace the database by a copy of the one that --from names",
    };
    private static readonly Option<bool> s_sync = new("--sync-content")
    {
        Description = "make the tables of \"content\" hold what those of --from do",
    };
    private static readonly Option<string> s_from = new("--from")
    {
        Description = "the environment that a copy or content comes from",
        HelpName = "NAME",
    };
    private static readonly Option<bool> s_baseline = new("--mark-baseline") { Description = "now: strata baseline" };
    private static readonly Option<bool> s_noTraffic = new("--no-traffic") { Description = "deploy, and send no requests to it" };
    private static readonly Option<int?> s_canary = new("--canary")
    {
        Description = "send it this many percent of the requests",
        HelpName = "PERCENT",
    };
    private static readonly Option<bool> s_rollback = new("--rollback") { Description = "back to the revisions that served before" };
    private static readonly Option<string> s_tag = new("--tag")
    {
        Description = "names what is deployed (default: git describe)",
        HelpName = "TAG",
    };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "print what would run, and run nothing" };
    private static readonly Option<string> s_plan = new("--plan")
    {
        Description = "write what would run, and print its hash; run nothing",
        HelpName = "FILE",
    };
    private static readonly Option<string[]> s_confirm = new("--confirm")
    {
        Description = "the hash of the plan that was reviewed; the name of the environment to wipe",
        HelpName = "HASH|NAME",
    };

    private static readonly Option<string[]> s_allow = new("--allow")
    {
        Description = "a hazard that is meant, on a protected environment: CODE:object",
        HelpName = "CODE:OBJECT",
    };

    public static IEnumerable<Option> Options =>
        [
            s_all,
            s_migrate,
            s_generate,
            s_update,
            s_wipe,
            s_sync,
            s_from,
            s_baseline,
            s_noTraffic,
            s_canary,
            s_rollback,
            s_tag,
            s_dryRun,
            s_plan,
            s_confirm,
            s_allow,
        ];

    /// <exception cref="ProblemException">Flags contradict each other, or say nothing (ST6001 to ST6004, exit 2).</exception>
    public static DeployFlags Read(ParseResult parsed, IReadOnlyList<Option<bool>> services, string? environment)
    {
        if (parsed.GetValue(s_baseline))
            throw Usage(
                "ST6003",
                "--mark-baseline",
                "a database is not marked while something is deployed: what it has is proven first",
                $"run: strata baseline --env {environment ?? "NAME"}"
            );
        bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };
        ExcludeEachOther(Has, [s_migrate, s_generate, s_update, s_wipe]);
        foreach (var option in new Option[] { s_generate, s_wipe }.Where(Has))
            ExcludeEachOther(Has, [option, s_sync]);
        ExcludeEachOther(Has, [s_noTraffic, s_canary, s_rollback]);
        foreach (var option in new Option[] { s_migrate, s_generate, s_update, s_wipe, s_sync }.Where(Has))
            ExcludeEachOther(Has, [option, s_rollback], "services go back alone; the database is taken back by: strata rollback");
        ExcludeEachOther(Has, [s_dryRun, s_plan]);
        List<string> chosen = [.. services.Where(s => parsed.GetValue(s)).Select(s => s.Name[2..])];
        if (parsed.GetValue(s_all) && chosen.Count > 0)
            throw Usage("ST6001", $"--all, --{chosen[0]}", "--all means every service, and one is named as well", "keep one of the two");
        var action =
            parsed.GetValue(s_migrate) ? DatabaseAction.Migrate
            : parsed.GetValue(s_generate) ? DatabaseAction.Generate
            : parsed.GetValue(s_update) ? DatabaseAction.Update
            : parsed.GetValue(s_wipe) ? DatabaseAction.Wipe
            : DatabaseAction.None;
        var from = parsed.GetValue(s_from);
        if (action == DatabaseAction.Wipe && from is null)
            throw Usage("ST6002", "--db-wipe", "nothing was said to copy from", "add: --from local");
        if (from is not null && action != DatabaseAction.Wipe && !parsed.GetValue(s_sync))
            throw Usage(
                "ST6001",
                "--from",
                "--from says where a copy or content comes from, and neither is asked for",
                "add --db-wipe or --sync-content, or leave it out"
            );
        if (parsed.GetValue(s_canary) is < 1 or > 99)
            throw Usage(
                "ST6001",
                "--canary",
                "a canary gets from 1 to 99 percent",
                "write --canary 10; for all leave it out, for none: --no-traffic"
            );
        var kind =
            parsed.GetValue(s_rollback) ? DeployKind.Rollback
            : parsed.GetValue(s_noTraffic) ? DeployKind.NoTraffic
            : Has(s_canary) ? DeployKind.Canary
            : DeployKind.Full;
        var any = parsed.GetValue(s_all) || chosen.Count > 0;
        if (!any && (kind != DeployKind.Full || (action == DatabaseAction.None && !parsed.GetValue(s_sync))))
            throw Usage(
                "ST6002",
                "",
                kind == DeployKind.Full ? "nothing was said to deploy" : "no service was named",
                $"add: --all{string.Concat(services.Select(s => $", {s.Name}"))}{(kind == DeployKind.Full ? ", or --db-migrate for the database alone" : "")}"
            );
        var tag = parsed.GetValue(s_tag);
        if (tag is not null && !TagName().IsMatch(tag))
            throw Usage(
                "ST6004",
                "--tag",
                $"\"{Printable(tag)}\" is no tag",
                "use letters, digits, '.', '_' and '-', beginning with a letter or a digit"
            );
        return new(
            action,
            kind,
            parsed.GetValue(s_canary) ?? 100,
            tag,
            parsed.GetValue(s_all),
            chosen,
            parsed.GetValue(s_dryRun),
            parsed.GetValue(s_plan),
            parsed.GetValue(s_confirm) ?? [],
            parsed.GetValue(s_allow) ?? []
        )
        {
            Sync = parsed.GetValue(s_sync),
            From = from,
        };
    }

    public static bool IsTag(string text) => TagName().IsMatch(text);

    private static void ExcludeEachOther(Func<Option, bool> has, Option[] options, string? why = null)
    {
        if (options.Where(has).ToArray() is [var one, var other, ..])
            throw Usage(
                "ST6001",
                $"{one.Name}, {other.Name}",
                why ?? $"{one.Name} and {other.Name} contradict each other",
                "keep one of the two"
            );
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static ProblemException Usage(string code, string where, string what, string fix) =>
        new(ProblemKind.Usage, new(code, where, what, "nothing was done", fix));

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex PlanHash();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]
    private static partial Regex TagName();
}
