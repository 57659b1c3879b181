namespace Strata.Core.Text;

/// <summary>The word somebody meant.</summary>
#if STRATA_SCHEMA_HOST
internal
#else
public
#endif
static class Spelling
{
    /// <summary>The nearest of some words by edit distance, or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> words) =>
        words
            .Select(w => (w, Distance(word.ToUpperInvariant(), w.ToUpperInvariant())))
            .Where(p => p.Item2 <= Math.Max(2, word.Length / 3))
            .OrderBy(p => p.Item2)
            .ThenBy(p => p.w, StringComparer.Ordinal)
            .Select(p => p.w)
            .FirstOrDefault();

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
