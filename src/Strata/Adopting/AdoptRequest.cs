using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Operations;

namespace Strata.Adopting;

/// <summary>A migration tool whose project can be taken over.</summary>
public enum MigrationTool
{
    /// <summary>Drizzle.</summary>
    Drizzle,

    /// <summary>EF Core.</summary>
    EfCore,

    /// <summary>dbmate.</summary>
    Dbmate,

    /// <summary>Flyway.</summary>
    Flyway,
}

/// <summary>The names of migration tools.</summary>
public static class MigrationTools
{
    /// <summary>The tools, each by its name.</summary>
    public static IReadOnlyList<(string Name, MigrationTool Tool)> Names { get; } =
    [("drizzle", MigrationTool.Drizzle), ("ef", MigrationTool.EfCore), ("dbmate", MigrationTool.Dbmate), ("flyway", MigrationTool.Flyway)];
}

/// <summary>A request to take over another tool's project.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Folder">The folder of its migrations; a relative path starts at the project's folder.</param>
public sealed record AdoptRequest(MigrationTool Tool, string Folder)
{
    /// <summary>The tool's table, as <c>SCHEMA.TABLE</c>; null for the usual one.</summary>
    public string? Table { get; init; }

    /// <summary>Only files are written, and no database is opened.</summary>
    public bool FilesOnly { get; init; }

    /// <summary>Files of the schema may be overwritten.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Rows are accepted that fit no file as it is now.</summary>
    public bool AcceptUnverified { get; init; }

    /// <summary>A database is accepted that differs from what its history leads to.</summary>
    public bool AcceptDifferences { get; init; }
}

/// <summary>A row of the other tool's table fits no file as it is now.</summary>
/// <param name="Row">The row.</param>
/// <param name="Migration">The tool's name of the migration that it may record; null for none.</param>
/// <param name="Doubt">The reason for the doubt.</param>
/// <param name="IsAccepted">The request accepts it.</param>
public sealed record UnverifiedRow(string Row, string? Migration, string Doubt, bool IsAccepted) : OperationEvent
{
    /// <summary>One sentence.</summary>
    public string Text => $"unverified: {Row}: {Doubt}{(!IsAccepted ? "" : Migration is null ? "; left out" : $"; taken for {Migration}")}";

    /// <inheritdoc/>
    public override string Note => Text;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [JsonLine.Of("unverified", ("row", Row), ("migration", Migration), ("why", words.Path(Doubt)))];
}

/// <summary>The state of a migration that is taken over.</summary>
public enum AdoptedState
{
    /// <summary>The database has it.</summary>
    Applied,

    /// <summary>Not in the database, and next in order.</summary>
    Pending,

    /// <summary>The tool ran later ones and not this.</summary>
    NeverRun,
}

/// <summary>A migration is going to be taken over.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Idx">Its number.</param>
/// <param name="State">Its state; null where no database is opened.</param>
/// <param name="From">The tool's file; null for one that was added since.</param>
/// <param name="Explanation">The reason for the state, with two blanks before it; empty where the state says all.</param>
public sealed record MigrationAdopted(string Tag, int Idx, AdoptedState? State, string? From, string Explanation) : OperationEvent
{
    /// <summary>The state in one or two words.</summary>
    public string? Word => State == AdoptedState.NeverRun ? "never run" : State?.ToString().ToLowerInvariant();

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [JsonLine.Of("migration", ("tag", Tag), ("state", Word), ("from", From is null ? null : words.Path(From)), ("idx", Idx))];
}

/// <summary>The way in which a project was taken over.</summary>
public enum AdoptOutcome
{
    /// <summary>Files and record were written.</summary>
    Recorded,

    /// <summary>Only files were written.</summary>
    FilesWritten,

    /// <summary>Nothing was written: the files were taken over before.</summary>
    FilesBefore,

    /// <summary>Nothing was written: the database was taken over before.</summary>
    RecordedBefore,
}

/// <summary>The outcome of taking over another tool's project.</summary>
/// <param name="Outcome">The way.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Migrations">The number of migrations.</param>
/// <param name="Applied">The number of these that the database has.</param>
/// <param name="NeverRun">Migrations that stand before an applied one in the tool's order and were not run.</param>
/// <param name="Target">The database's name for people; empty where none was opened.</param>
public sealed record AdoptResult(
    AdoptOutcome Outcome,
    string Tool,
    int Migrations,
    int Applied,
    IReadOnlyList<string> NeverRun,
    string Target
) : OperationResult
{
    /// <summary>The outcome and the next step.</summary>
    public Remedy Summary
    {
        get
        {
            var migrations = $"{Quantity.Count(Migrations, "migration")} from {Tool}";
            var neverRun = NeverRun.Count > 0 ? $", {NeverRun.Count} of them before others that were run" : "";
            return Outcome switch
            {
                AdoptOutcome.RecordedBefore => (Remedy)
                    $"{Target} was taken over before: nothing was written; see its state: {Call.Strata("status")}",
                AdoptOutcome.FilesBefore => "the files were taken over before: nothing was written",
                AdoptOutcome.FilesWritten =>
                    $"took over {migrations}, the files alone; next, for each database, the same with {Call.Option("env", "NAME")}",
                _ => $"took over {migrations}: {Applied} recorded as applied in {Target}, {Migrations - Applied} pending{neverRun}"
                    + $"\nits table and its files are as they were; from now on: {Call.Strata("generate")}, {Call.Strata("migrate")}",
            };
        }
    }

    internal override JsonObject ToJson() =>
        OperationJson.Object(("migrations", Migrations), ("applied", Applied), ("neverRun", OperationJson.Texts(NeverRun)));
}
