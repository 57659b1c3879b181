using System.Globalization;
using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>The retention of an environment's backups, by number or by age.</summary>
/// <param name="Count">The newest ones; null where a time decides.</param>
/// <param name="Time">Those younger than this.</param>
public sealed record Keep(int? Count, TimeSpan? Time)
{
    /// <summary><c>7</c>, <c>30d</c>; null where it is neither.</summary>
    public static Keep? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (count > 0 ? new(count, null) : null)
        : KeepTime.Parse(text) is { } time ? new(null, time)
        : null;
}

/// <summary>The part <c>"backups"</c> of strata.json.</summary>
/// <param name="Folder">The folder of the backups; absolute.</param>
/// <param name="Keep">Null keeps all of them.</param>
/// <param name="KeepOld">The time for which a replaced database is retained beside the new one.</param>
internal sealed record BackupSettings(string Folder, Keep? Keep, TimeSpan KeepOld)
{
    private static readonly TimeSpan s_usualOld = TimeSpan.FromDays(7);
    private const string Example = "write \"backups\": { \"folder\": \"db/backups\", \"keep\": 7 }";
    private static readonly string[] s_keys = ["folder", "keep", "keepOld"];

    /// <exception cref="ProblemException">It is not right (ST2002, ST2003; exit 2).</exception>
    internal static BackupSettings Read(ConfigNode? node, string directory)
    {
        if (node is null)
            return new(Path.GetFullPath("db/backups", directory), null, s_usualOld);
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, "\"backups\" must be an object", Example);
        node.RequireKeys(s_keys, "backups: ");
        var keep = node.Member("keep") is not { } given
            ? null
            : Keep.Parse(given.Value is double number ? number.ToString(CultureInfo.InvariantCulture) : given.Value as string ?? "")
                ?? throw ConfigurationProblems.Invalid(
                    given.Where,
                    $"\"{given.Value}\" is neither a number of backups nor a time to keep them",
                    "write \"keep\": 7 for the newest seven, or \"keep\": \"30d\""
                );
        var old = node.Text("keepOld") is not { } text
            ? s_usualOld
            : KeepTime.Parse(text)
                ?? throw ConfigurationProblems.Invalid(
                    node.Member("keepOld")!.Where,
                    $"\"{text}\" is no time to keep something",
                    "write \"keepOld\": \"7d\""
                );
        return new(Path.GetFullPath(node.Text("folder") ?? "db/backups", directory), keep, old);
    }
}

/// <summary>The operations on a protected environment's database that its policy forbids and strata.json allows.</summary>
internal static class Allowance
{
    public const string Reset = "reset";
    public const string Wipe = "wipe";
    public const string Restore = "restore";

    /// <summary>Its rows may be copied as a whole to where it is not protected.</summary>
    public const string Copy = "copy";
    private static readonly string[] s_all = [Reset, Wipe, Restore, Copy];

    /// <exception cref="ProblemException">It is not right (ST2002, exit 2).</exception>
    internal static IReadOnlyList<string> Read(ConfigNode? node)
    {
        if (node is null)
            return [];
        if (node.Value is not List<ConfigNode> words)
            throw ConfigurationProblems.Invalid(node.Where, "\"allow\" must be a list", "write \"allow\": [\"reset\"]");
        foreach (var word in words.Where(w => w.Value is not string text || !s_all.Contains(text)))
            throw ConfigurationProblems.Invalid(
                word.Where,
                $"\"{word.Value}\" is nothing that can be allowed",
                $"use some of: {string.Join(", ", s_all)}"
            );
        return [.. words.Select(w => (string)w.Value!)];
    }
}
