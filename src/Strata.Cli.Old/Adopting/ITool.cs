using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Cli.Adopting;

/// <summary>Another tool: how its folder and its table are read. Nothing of either is ever changed.</summary>
internal interface ITool
{
    /// <summary>As on the command line.</summary>
    string Name { get; }

    /// <summary>Where it keeps its history unless told otherwise; without a schema, the one where it is found.</summary>
    (string? Schema, string Table) Table(string dialect);

    /// <summary>The table's column that says in which order its rows were written.</summary>
    string OrderedBy { get; }

    /// <summary>The folder's migrations, in the order in which the tool runs them on an empty database.</summary>
    /// <exception cref="ProblemException">There are none (exit 2), or a file is missing or holds what no migration may hold (exit
    /// 3).</exception>
    Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken);

    /// <summary>What each row of the table says, in the table's order. Pure.</summary>
    /// <exception cref="ProblemException">A row says that a migration failed (exit 3).</exception>
    IReadOnlyList<Verdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder);
}

/// <summary>Where a tool's files are.</summary>
/// <param name="Directory">An absolute path.</param>
/// <param name="Shown">A path as the user would write it.</param>
internal sealed record ToolSource(string Directory, SqlSyntax Syntax, Func<string, string> Shown);

/// <summary>One migration as the tool has it.</summary>
/// <param name="Id">What the tool knows it by.</param>
/// <param name="Entry">Its place, time and tag in our journal.</param>
/// <param name="Script">Its statements; there may be none.</param>
/// <param name="Contents">The file as it will be written.</param>
internal sealed record ToolMigration(string Id, JournalEntry Entry, SqlScript Script, byte[] Contents)
{
    /// <summary>What the tool may have written of its contents.</summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>The tag keeps the tool's name; else it is numbered, and moves with its place.</summary>
    public bool KeepsName { get; init; }

    /// <summary>Its reversal, where the tool has one.</summary>
    public SqlScript? Down { get; init; }

    /// <summary>The file, as messages call it.</summary>
    public string Path => Script.Source.FileName;
}

/// <summary>What a folder holds.</summary>
/// <param name="Migrations">In order.</param>
/// <param name="Notes">What is in it and is not taken over, a sentence each.</param>
internal sealed record ToolFolder(IReadOnlyList<ToolMigration> Migrations, IReadOnlyList<string> Notes);

/// <summary>What one row says.</summary>
/// <param name="Row">The row, as messages call it.</param>
/// <param name="Migration">The one it stands for; null when no file is known for it.</param>
/// <param name="Doubt">Why it is not certain; null when it is.</param>
internal sealed record Verdict(string Row, ToolMigration? Migration, string? Doubt)
{
    /// <summary>Worth mentioning, and no reason to stop.</summary>
    public string? Note { get; init; }
}
