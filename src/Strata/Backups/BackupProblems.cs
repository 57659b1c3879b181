using Strata.Core.Problems;

namespace Strata.Backups;

/// <summary>The problems of backups as folders, and of bringing them back.</summary>
internal static class BackupProblems
{
    public static readonly ProblemDefinition Exists = new("ST5008", ProblemKind.Usage, "the backup's folder exists")
    {
        Meaning = "A backup is written into a new folder. It never overwrites anything.",
        Resolution = "Name a folder that does not exist with --out, or leave the option out.",
        Example = "strata dump --out db",
    };

    public static readonly ProblemDefinition NoFolder = new("ST5009", ProblemKind.Usage, "no folder of a backup")
    {
        Meaning = "The folder that should hold a backup does not exist.",
        Resolution = "Name the folder that strata dump printed.",
        Example = "strata restore nowhere",
    };

    public static readonly ProblemDefinition NotIntact = new("ST5010", ProblemKind.BackupUnverified, "not an intact backup")
    {
        Meaning =
            "The manifest of the backup is missing or altered, or a file is missing, altered or unknown to it. A backup is "
            + "restored only when every byte is as it was written.",
        Resolution = "Use another backup. The manifest.json of each says when it was made.",
    };

    public static readonly ProblemDefinition OtherDialect = new("ST5016", ProblemKind.BackupUnverified, "a backup of another dialect")
    {
        Meaning = "The backup is of PostgreSQL and the environment is SQLite, or the other way round.",
        Resolution = "Name an environment of the backup's dialect.",
    };

    public static readonly ProblemDefinition NewerFormat = new("ST5017", ProblemKind.BackupUnverified, "a backup of a newer format")
    {
        Meaning = "A newer Strata made the backup, and this version cannot read its manifest or its checksums.",
        Resolution = "Update Strata.",
    };

    public static readonly ProblemDefinition Unrestorable = new(
        "ST5014",
        ProblemKind.BackupUnverified,
        "the backup could not be restored into a shadow database"
    )
    {
        Meaning = "To verify a backup, it is restored into a shadow database. The database refused a part of it.",
        Resolution = "Remove the cause that the message names, and verify again, or take another backup.",
    };

    public static readonly ProblemDefinition RowsDiffer = new(
        "ST5015",
        ProblemKind.BackupUnverified,
        "the restored rows differ from the manifest"
    )
    {
        Meaning = "Every table was counted and summed up after restoring, and the result is not what the manifest of the backup says.",
        Resolution = "Do not rely on the restored database. Take another backup, and report this one.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [Exists, NoFolder, NotIntact, OtherDialect, NewerFormat, Unrestorable, RowsDiffer];

    /// <summary>A backup that is not intact.</summary>
    public static ProblemException Damaged(string where, string what, Exception? cause = null) =>
        NotIntact.Error(where, what, "nothing was touched", "use another backup; the manifest.json of each says when it was made", cause);
}
