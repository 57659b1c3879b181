using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// The conversion that a column does to values put into it: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
/// </summary>
internal enum Affinity
{
    Blob,
    Text,
    Numeric,
    Integer,
    Real,
}

internal static class TypeChange
{
    /// <summary>True when a value that the old column holds could become another one in the new column, or be refused by it.</summary>
    public static bool MayLose(Column before, Column after, bool wasStrict, bool isStrict)
    {
        var (had, wants) = (Of(before.DataType, wasStrict), Of(after.DataType, isStrict));
        if (isStrict && !wasStrict)
            return wants != Affinity.Blob || Canonical.Key(after.DataType) == "blob";
        if (isStrict && Canonical.Key(before.DataType) != Canonical.Key(after.DataType))
            return (had, wants, Canonical.Key(after.DataType))
                is not ((_, Affinity.Blob, "any") or (Affinity.Integer, Affinity.Text or Affinity.Integer, _));
        if (had == wants || wants == Affinity.Blob)
            return false;
        return (had, wants)
            is not ((Affinity.Integer, Affinity.Numeric) or (Affinity.Numeric, Affinity.Integer) or (Affinity.Integer, Affinity.Text));
    }

    public static Affinity Of(string type, bool strict)
    {
        var name = Canonical.Name(type);
        if (strict && name == "any")
            return Affinity.Blob;
        return name.Contains("int", StringComparison.Ordinal) ? Affinity.Integer
            : name.Contains("char", StringComparison.Ordinal)
            || name.Contains("clob", StringComparison.Ordinal)
            || name.Contains("text", StringComparison.Ordinal)
                ? Affinity.Text
            : name.Length == 0 || name.Contains("blob", StringComparison.Ordinal) ? Affinity.Blob
            : name.Contains("real", StringComparison.Ordinal)
            || name.Contains("floa", StringComparison.Ordinal)
            || name.Contains("doub", StringComparison.Ordinal)
                ? Affinity.Real
            : Affinity.Numeric;
    }
}
