using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Constraints;

/// <summary>
/// Constraints: of one column at its field, of several in the table's constructor. pg_get_constraintdef prints what is read here.
/// </summary>
internal static class ConstraintEmission
{
    public static EmittedCode? Of(PrimaryKey key, CodeContext context) =>
        Key(key, "primary key", "PrimaryKey", ["PRIMARY", "KEY"], context);

    public static EmittedCode? Of(Unique key, CodeContext context) => Key(key, "unique", "Unique", ["UNIQUE"], context);

    public static EmittedCode? Of(Check check, CodeContext context)
    {
        if (check.Parent.Value is not null)
            return OfPartition(check);
        var tokens = EmissionText.Tokens(check.Definition);
        if (!tokens.Take("CHECK") || tokens.TakeBracket() is not { } condition)
            return null;
        var noInherit = tokens.Take("NO", "INHERIT");
        var notValid = tokens.Take("NOT", "VALID");
        if (!tokens.AtEnd)
            return null;
        var (text, columns) = context.Expression(EmissionText.Unbracketed(condition), check.Table);
        var given =
            context.Convention.PartName("check", check.Table.Name, columns) == check.Id.Name ? "" : CSharp.Literal(check.Id.Name) + ", ";
        return Said(check, $"Check({given}{text}){(noInherit ? ".NoInherit()" : "")}{(notValid ? ".NotValid()" : "")}");
    }

    public static EmittedCode? Of(Exclusion exclusion, CodeContext context)
    {
        if (exclusion.Parent.Value is not null)
            return OfPartition(exclusion);
        var tokens = EmissionText.Tokens(exclusion.Definition);
        if (!tokens.Take("EXCLUDE", "USING") || tokens.TakeName() is not { } method || tokens.TakeBracket() is not { } keys)
            return null;
        if (IndexParts.Read(keys, exclusion.Table, context) is not { } parts)
            return null;
        var included = tokens.Take("INCLUDE") ? tokens.TakeNames() : [];
        var condition = tokens.Take("WHERE") ? tokens.TakeBracket() : null;
        if (
            included is null
            || !EmissionText.AreFields(exclusion.Table, included, context)
            || Deferral(tokens) is not { } deferral
            || !tokens.AtEnd
        )
            return null;
        return Said(
            exclusion,
            string.Concat(
                $"Exclude({EmissionText.Arguments(parts.Code)})",
                method == "gist" ? "" : $".Using({CSharp.Literal(method)})",
                Named("exclusion", exclusion, parts.Columns, context),
                Include(exclusion.Table, included, context),
                condition is null ? "" : $".Where({context.Expression(EmissionText.Unbracketed(condition), exclusion.Table).Text})",
                deferral
            )
        );
    }

    private static EmittedCode? Key<T>(T key, string part, string method, string[] words, CodeContext context)
        where T : TableConstraint
    {
        if (key.Parent.Value is not null)
            return OfPartition(key);
        var tokens = EmissionText.Tokens(key.Definition);
        if (key.Tablespace is not null || (key.OnPartitioned.Value && key.Options.Count > 0) || !tokens.Take(words))
            return null;
        var nullsEqual = tokens.Take("NULLS", "NOT", "DISTINCT");
        if (tokens.TakeNames() is not { } columns || !EmissionText.AreFields(key.Table, columns, context))
            return null;
        var included = tokens.Take("INCLUDE") ? tokens.TakeNames() : [];
        if (
            included is null
            || !EmissionText.AreFields(key.Table, included, context)
            || Deferral(tokens) is not { } deferral
            || !tokens.AtEnd
        )
            return null;
        var named = context.Convention.PartName(part, key.Table.Name, columns) == key.Id.Name ? null : key.Id.Name;
        if (columns is [var only] && included.Count == 0 && deferral.Length == 0 && !EmissionText.HasComment(key.Id, context))
            return KeyOfField(key, method, only, named, nullsEqual);
        return Said(
            key,
            string.Concat(
                $"{method}({EmissionText.Arguments([.. columns.Select(c => EmissionText.Field(key.Table, c, context))])})",
                EmissionText.Named(named),
                nullsEqual ? ".NullsNotDistinct()" : "",
                Include(key.Table, included, context),
                deferral
            )
        );
    }

    private static EmittedCode KeyOfField<T>(T key, string method, string column, string? named, bool nullsEqual)
        where T : TableConstraint
    {
        List<string> arguments =
        [
            .. named is null ? [] : (string[])[CSharp.Literal(named)],
            .. nullsEqual ? (string[])["nullsNotDistinct: true"] : [],
        ];
        return new(
            Unmarked(key),
            new CodePart(
                CodePlace.Chain,
                $".{method}({string.Join(", ", arguments)})",
                EmissionText.ColumnId(key.Table, column),
                method == "PrimaryKey" ? -2 : 0
            )
        );
    }

    public static EmittedCode Said<T>(T constraint, string text)
        where T : TableConstraint => new(Unmarked(constraint), new CodePart(CodePlace.Statement, text, constraint.Table));

    /// <summary>A partition takes its parent's.</summary>
    public static EmittedCode OfPartition<T>(T constraint)
        where T : TableConstraint => new(Unmarked(constraint));

    /// <summary>Marks and tablespaces are altered afterwards.</summary>
    private static T Unmarked<T>(T constraint)
        where T : TableConstraint => constraint with { Clustered = false, ReplicaIdentity = false, Options = [] };

    public static string Named(string part, TableConstraint constraint, IReadOnlyList<string> columns, CodeContext context) =>
        EmissionText.Named(
            context.Convention.PartName(part, constraint.Table.Name, columns) == constraint.Id.Name ? null : constraint.Id.Name
        );

    /// <summary>Null when it is no deferral known here.</summary>
    public static string? Deferral(SqlTokens tokens) =>
        !tokens.Take("DEFERRABLE") ? ""
        : tokens.Take("INITIALLY", "DEFERRED") ? ".DeferrableInitiallyDeferred()"
        : ".Deferrable()";

    private static string Include(ObjectId table, IReadOnlyList<string> columns, CodeContext context) =>
        columns.Count == 0 ? "" : $".Include({EmissionText.Fields(table, columns, context)})";
}
