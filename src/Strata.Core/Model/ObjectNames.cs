namespace Strata.Core.Model;

/// <summary>Names of objects as people write them.</summary>
public static class ObjectNames
{
    /// <summary>The address without its type, and without the schema that a database has by default.</summary>
    public static string Short(this ObjectId id) =>
        string.Join('.', id.Names.Count > 1 && IsDefaultSchema(id.Names[0]) ? id.Names.Skip(1) : id.Names);

    /// <summary>The address without its type.</summary>
    public static string Qualified(this ObjectId id) => string.Join('.', id.Names);

    /// <summary>The text names the object, with or without its default schema.</summary>
    public static bool IsCalled(this ObjectId id, string name) => id.Qualified() == name || id.Short() == name;

    /// <summary>
    /// The schemas that databases have by default, of every dialect:
    /// https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PUBLIC, https://sqlite.org/lang_attach.html
    /// </summary>
    public static IReadOnlyList<string> DefaultSchemas { get; } = ["public", "main"];

    private static bool IsDefaultSchema(string schema) => DefaultSchemas.Contains(schema);
}
