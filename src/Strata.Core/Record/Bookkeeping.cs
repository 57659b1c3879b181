using Strata.Core.MigrationFiles;

namespace Strata.Core.Record;

/// <summary>A change of the record that commits together with statements. A closed set.</summary>
public abstract record Bookkeeping
{
    private protected Bookkeeping() { }
}

/// <summary>Writes a migration's row, or updates the one that is there.</summary>
public sealed record SaveHistory(HistoryRow Row) : Bookkeeping;

/// <summary>Writes a step's row, or updates the one that is there.</summary>
public sealed record SaveStep(StepRow Row) : Bookkeeping;

/// <summary>Forgets a statement that was announced and had no effect.</summary>
/// <param name="Tag">Its script.</param>
/// <param name="Number">Its number, as it was recorded.</param>
public sealed record RemoveStep(StepTag Tag, int Number) : Bookkeeping;

/// <summary>Records that a migration no longer counts as applied.</summary>
public sealed record SaveRollback(string Tag) : Bookkeeping
{
    /// <summary>
    /// A migration with what it replaces: where a squash is rolled back, nothing of what was folded into it is there any more.
    /// </summary>
    public static Bookkeeping[] Of(Migration migration) =>
        [new SaveRollback(migration.Tag), .. migration.Entry.Replaces.Select(r => new SaveRollback(r.Tag))];

    /// <summary>Added to the row's error: who decided it, and on what evidence. Null where its down-script was run.</summary>
    public string? Why { get; init; }

    /// <summary>The row that the decision was made on; another one stops the transaction.</summary>
    public HistoryRow? Seen { get; init; }
}

/// <summary>Notes the fingerprint of the schema after a migration; null where it has to be read again.</summary>
public sealed record SaveFingerprint(string Tag, string? Fingerprint) : Bookkeeping;

/// <summary>Writes or replaces the database's stamp.</summary>
public sealed record SaveStamp(Stamp Stamp) : Bookkeeping
{
    /// <summary>The database had none: where another run has been quicker, its stamp stays.</summary>
    public bool IsFirst { get; init; }
}
