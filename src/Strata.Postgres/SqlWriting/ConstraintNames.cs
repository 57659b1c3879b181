using System.Text;

namespace Strata.Postgres.SqlWriting;

/// <summary>Names that the server gives to constraints that have none.</summary>
internal static class ConstraintNames
{
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS (NAMEDATALEN - 1)
    private const int MaxBytes = 63;

    /// <summary>
    /// The object, the part of it and the label. The first two are cut, the longer one first, until all fits into a name (the server's
    /// makeObjectName).
    /// </summary>
    public static string Usual(string name, string? part, string label)
    {
        var (first, second) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(part ?? ""));
        var (length, rest) = (first.Length, second.Length);
        var room = MaxBytes - label.Length - (part is null ? 1 : 2);
        while (length + rest > room)
            if (length > rest)
                length--;
            else
                rest--;
        return part is null ? $"{Cut(first, length)}_{label}" : $"{Cut(first, length)}_{Cut(second, rest)}_{label}";
    }

    /// <summary>No character is cut in two.</summary>
    private static string Cut(byte[] text, int length)
    {
        while (length < text.Length && (text[length] & 0xC0) == 0x80)
            length--;
        return Encoding.UTF8.GetString(text, 0, length);
    }
}
