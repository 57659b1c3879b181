using Strata.Schema.Building;
using Strata.Schema.Output;

namespace Strata.Schema.Rendering;

/// <summary>The statements written so far. A mistake in one does not keep the others from being looked at.</summary>
internal sealed class StatementList(ErrorList errors)
{
    private readonly List<SchemaStatement> _items = [];

    public IReadOnlyList<SchemaStatement> Items => _items;

    /// <param name="source">The user's line.</param>
    /// <param name="address">What the statement is about.</param>
    /// <param name="sql">Writes it; may find a mistake.</param>
    public void Add(SourceLine source, string address, Func<string> sql) =>
        errors.Guard(() => _items.Add(new(sql(), source.File, source.Line, address)));

    public void Add(SchemaStatement statement) => _items.Add(statement);
}

/// <summary>Small words both dialects share.</summary>
internal static class Words
{
    public static string Action(ReferentialAction action) =>
        action switch
        {
            ReferentialAction.NoAction => "NO ACTION",
            ReferentialAction.Restrict => "RESTRICT",
            ReferentialAction.Cascade => "CASCADE",
            ReferentialAction.SetNull => "SET NULL",
            ReferentialAction.SetDefault => "SET DEFAULT",
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "no such referential action"),
        };

    /// <summary>With a space before, or nothing.</summary>
    public static string Deferral(Deferral deferral) =>
        deferral switch
        {
            Schema.Deferral.Immediate => " DEFERRABLE",
            Schema.Deferral.Deferred => " DEFERRABLE INITIALLY DEFERRED",
            _ => "",
        };

    /// <summary><c> WITH (fillfactor=70)</c>, or nothing.</summary>
    public static string Storage(IReadOnlyDictionary<string, string> parameters) =>
        parameters.Count == 0 ? "" : $" WITH ({string.Join(", ", parameters.Select(p => $"{p.Key} = {p.Value}"))})";

    public static string Tablespace(string? name) => name is null ? "" : $" TABLESPACE {SqlNames.Quote(name)}";

    public static string Body(string sql) => sql.Trim().TrimEnd(';').TrimEnd();
}
