namespace Strata.Schema.Rendering;

/// <summary>Clauses that both dialects spell alike. A clause begins with a blank; the empty text stands for none.</summary>
internal static class SqlClauses
{
    public static string OnDelete(ReferentialAction action) => action == ReferentialAction.NoAction ? "" : $" ON DELETE {Action(action)}";

    public static string OnUpdate(ReferentialAction action) => action == ReferentialAction.NoAction ? "" : $" ON UPDATE {Action(action)}";

    public static string Deferral(Deferral deferral) =>
        deferral switch
        {
            Schema.Deferral.Immediate => " DEFERRABLE",
            Schema.Deferral.Deferred => " DEFERRABLE INITIALLY DEFERRED",
            _ => "",
        };

    /// <summary><c> WITH (fillfactor = 70)</c>.</summary>
    public static string Storage(IReadOnlyDictionary<string, string> parameters) =>
        parameters.Count == 0 ? "" : $" WITH ({string.Join(", ", parameters.Select(p => $"{p.Key} = {p.Value}"))})";

    public static string Tablespace(string? name) => name is null ? "" : $" TABLESPACE {SqlNames.Quote(name)}";

    public static string IndexTablespace(string? name) => name is null ? "" : $" USING INDEX TABLESPACE {SqlNames.Quote(name)}";

    public static string Include(IReadOnlyCollection<string> columns) => columns.Count == 0 ? "" : $" INCLUDE ({SqlNames.List(columns)})";

    /// <summary>A list of columns in parentheses.</summary>
    public static string Columns(IReadOnlyCollection<string> names) => names.Count == 0 ? "" : $" ({SqlNames.List(names)})";

    /// <summary>A query or a body without blanks around it and without its last semicolon.</summary>
    public static string Body(string sql) => sql.Trim().TrimEnd(';').TrimEnd();

    private static string Action(ReferentialAction action) =>
        action switch
        {
            ReferentialAction.Restrict => "RESTRICT",
            ReferentialAction.Cascade => "CASCADE",
            ReferentialAction.SetNull => "SET NULL",
            ReferentialAction.SetDefault => "SET DEFAULT",
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "no such referential action"),
        };
}
