using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Adopting;

/// <summary>Another migration tool: its folder and its table are read, and never changed.</summary>
internal interface IMigrationTool
{
    /// <summary>Its name in commands and messages.</summary>
    string Name { get; }

    /// <summary>The column that has the order in which the table's rows were written.</summary>
    string OrderedBy { get; }

    /// <summary>The usual table of its history; without a schema, the one where it is found.</summary>
    (string? Schema, string Table) Table(string dialect);

    /// <summary>Reads the folder's migrations, in the order in which the tool runs them on an empty database.</summary>
    /// <exception cref="ProblemException">There are none (exit 2), or a file is missing or holds what no migration may hold (exit
    /// 3).</exception>
    Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken);

    /// <summary>Judges each row of the table, in the table's order. Pure.</summary>
    /// <exception cref="ProblemException">By a row, a migration failed (exit 3).</exception>
    IReadOnlyList<RowVerdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder);
}

/// <summary>The place of a tool's files.</summary>
/// <param name="Directory">The absolute path of its folder.</param>
/// <param name="Syntax">The dialect's lexical rules.</param>
internal sealed record ToolSource(string Directory, SqlSyntax Syntax);

/// <summary>A migration as the tool has it.</summary>
/// <param name="Id">The name that the tool records.</param>
/// <param name="Entry">Its place, time and tag in our journal.</param>
/// <param name="Script">Its statements; there may be none.</param>
/// <param name="Contents">The file as it will be written.</param>
internal sealed record ToolMigration(string Id, JournalEntry Entry, SqlScript Script, byte[] Contents)
{
    /// <summary>The hashes that the tool may have recorded.</summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>The tag keeps the tool's name; else it is numbered, and moves with its place.</summary>
    public bool KeepsName { get; init; }

    /// <summary>Its reversal; null where the tool has none.</summary>
    public SqlScript? Down { get; init; }

    /// <summary>The path of the file.</summary>
    public string Path => Script.Source.FileName;
}

/// <summary>The contents of a tool's folder.</summary>
/// <param name="Migrations">In order.</param>
/// <param name="Notes">Files that are not taken over, and oddities, a sentence each.</param>
internal sealed record ToolFolder(IReadOnlyList<ToolMigration> Migrations, IReadOnlyList<string> Notes);

/// <summary>The meaning of a row of a tool's table.</summary>
/// <param name="Row">The row, in messages.</param>
/// <param name="Migration">The migration that it records; null where no file is known for it.</param>
/// <param name="Doubt">The reason for a doubt; null where there is none.</param>
internal sealed record RowVerdict(string Row, ToolMigration? Migration, string? Doubt)
{
    /// <summary>A fact that a person should know and that stops nothing.</summary>
    public string? Note { get; init; }
}
