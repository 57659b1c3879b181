using System.Buffers;
using System.Text.Json.Serialization;

namespace Strata.Core.Model;

/// <summary>
/// An object's address: its type, its qualified name, and, where PostgreSQL needs them, its arguments. The words are those of
/// <c>pg_identify_object_as_address</c> (https://www.postgresql.org/docs/current/functions-info.html): unique in a database, the same in
/// every database.
/// </summary>
[JsonConverter(typeof(ObjectIdJson))]
public sealed class ObjectId : IEquatable<ObjectId>, IComparable<ObjectId>
{
    public ObjectId(string type, EquatableArray<string> names, EquatableArray<string> args = default)
    {
        Type = type;
        Names = names;
        Args = args;
        Text = Write(type, names, args);
    }

    /// <summary>
    /// PostgreSQL's word for the class of object: <c>table</c>, <c>table column</c>, <c>table constraint</c>, <c>function</c>, …
    /// </summary>
    public string Type { get; }

    /// <summary>From the outside in: schema, relation, column.</summary>
    public EquatableArray<string> Names { get; }

    /// <summary>Argument types of a function; empty for most.</summary>
    public EquatableArray<string> Args { get; }

    /// <summary>The last name: the object's name inside its parent.</summary>
    public string Name => Names[^1];

    /// <summary>One line that tells this object from every other: <c>table column public.films.title</c>.</summary>
    public string Text { get; }

    public override string ToString() => Text;

    public bool Equals(ObjectId? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as ObjectId);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public int CompareTo(ObjectId? other) => string.CompareOrdinal(Text, other?.Text);

    public static bool operator ==(ObjectId? a, ObjectId? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(ObjectId? a, ObjectId? b) => !(a == b);

    public static bool operator <(ObjectId a, ObjectId b) => a.CompareTo(b) < 0;

    public static bool operator >(ObjectId a, ObjectId b) => a.CompareTo(b) > 0;

    public static bool operator <=(ObjectId a, ObjectId b) => a.CompareTo(b) <= 0;

    public static bool operator >=(ObjectId a, ObjectId b) => a.CompareTo(b) >= 0;

    private static string Write(string type, EquatableArray<string> names, EquatableArray<string> args)
    {
        var name = string.Join('.', names.Select(Plain));
        return args.Count == 0 ? $"{type} {name}" : $"{type} {name}({string.Join(", ", args)})";
    }

    // A dot or a bracket inside a name would make two addresses read the same.
    private static readonly SearchValues<char> s_separators = SearchValues.Create(".\"( ,)");

    private static string Plain(string name) =>
        name.Length > 0 && name.AsSpan().IndexOfAny(s_separators) < 0
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
