using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>Names of migration files: <c>0001_brave_heron</c>.</summary>
public static class MigrationNames
{
    private const int MaximumLength = 100;
    private static readonly SearchValues<char> s_safe = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    );

    // Windows keeps these for devices, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "COM1",
        "COM2",
        "COM3",
        "COM4",
        "COM5",
        "COM6",
        "COM7",
        "COM8",
        "COM9",
        "LPT1",
        "LPT2",
        "LPT3",
        "LPT4",
        "LPT5",
        "LPT6",
        "LPT7",
        "LPT8",
        "LPT9",
    };

    /// <summary>The tag of the next migration.</summary>
    /// <param name="idx">Its number.</param>
    /// <param name="seed">The hash of what it holds: the same contents have the same name on every machine.</param>
    /// <param name="taken">Tags the folder has already; no two share their words.</param>
    public static string Next(int idx, string seed, IEnumerable<string> taken)
    {
        var used = taken.Select(Stem).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var attempt = 0; attempt <= used.Count; attempt++)
        {
            var stem = Pick(seed, attempt);
            if (!used.Contains(stem))
                return Tag(idx, stem);
        }
        return Tag(idx, $"{Pick(seed, 0)}_{seed[..8]}");
    }

    /// <summary>The tag of the next migration, with a name that a person gave.</summary>
    /// <exception cref="ProblemException">ST2010, exit 2: the name is empty, too long, reserved, or not letters, digits, '_' and
    /// '-'.</exception>
    public static string Next(int idx, string name)
    {
        var stem = name.Trim().Replace(' ', '_');
        if (IsSafeTag(stem))
            return Tag(idx, stem);
        throw JournalProblems.InvalidName.Error(
            "--name",
            $"'{Printable(name)}' cannot be part of a file's name",
            "nothing was written",
            $"use letters, digits, '_' and '-', at most {MaximumLength}: --name add_runtime"
        );
    }

    /// <summary>True when a tag can be a file's name everywhere and leads nowhere else.</summary>
    public static bool IsSafeTag(string tag) =>
        tag.Length is > 0 and <= MaximumLength && tag[0] != '-' && !tag.AsSpan().ContainsAnyExcept(s_safe) && !s_reserved.Contains(tag);

    private static string Tag(int idx, string stem) => $"{idx:D4}_{stem}";

    private static string Stem(string tag)
    {
        var digits = tag.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && tag[digits] == '_' ? tag[(digits + 1)..] : tag;
    }

    private static string Pick(string seed, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{attempt}"));
        var adjective = BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)Words.Adjectives.Length;
        var noun = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(4)) % (uint)Words.Nouns.Length;
        return $"{Words.Adjectives[(int)adjective]}_{Words.Nouns[(int)noun]}";
    }

    private static string Printable(string name) =>
        string.Concat(name.Take(40).Select(c => char.IsControl(c) ? '?' : c)) + (name.Length > 40 ? "…" : "");
}
