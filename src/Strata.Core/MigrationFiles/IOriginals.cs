using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>Earlier versions of a file, where a version control system keeps them.</summary>
public interface IOriginals
{
    /// <summary>Finds the last commit that has a version of a file.</summary>
    /// <param name="file">The file's path; it need not exist any more.</param>
    /// <param name="isWanted">Tells the version that is looked for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The commit's name; null where none has it.</returns>
    Task<string?> FindAsync(string file, Func<byte[], bool> isWanted, CancellationToken cancellationToken);
}

/// <summary>Looks for versions by the hash of their statements.</summary>
public static class OriginalScripts
{
    /// <summary>Finds the last commit that has a script as the journal records it.</summary>
    /// <param name="originals">Earlier versions of the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="hash">The recorded hash; null for any version.</param>
    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The commit's name; null where none has it.</returns>
    public static Task<string?> FindAsync(
        this IOriginals originals,
        string file,
        string? hash,
        SqlSyntax syntax,
        CancellationToken cancellationToken
    ) => originals.FindAsync(file, bytes => hash is null || HashOf(bytes, file, syntax) == hash, cancellationToken);

    private static string? HashOf(byte[] bytes, string file, SqlSyntax syntax)
    {
        try
        {
            return SqlScript.Parse(SourceText.Decode(bytes, file), syntax, allowEmpty: true).ScriptHash;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return null;
        }
    }
}

/// <summary>No version control: a folder that was unpacked, or made by a program.</summary>
public sealed class NoOriginals : IOriginals
{
    private NoOriginals() { }

    /// <summary>The one instance.</summary>
    public static NoOriginals Instance { get; } = new();

    /// <inheritdoc/>
    public Task<string?> FindAsync(string file, Func<byte[], bool> isWanted, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);
}
