using Strata.Core.CSharpEmission;
using Strata.Core.Sql;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Indexes;

/// <summary>An index as a call in its table's constructor. pg_get_indexdef prints what is read here.</summary>
internal static class IndexEmission
{
    public static EmittedCode? Of(TableIndex index, CodeContext context)
    {
        if (index.Parent.Value is { } parent)
            return context.Of(parent) is null
                ? null
                : new(Unmarked(index) with { Tablespace = null, Definition = AsParent(index, context) });
        if (index.Table.Type == "materialized view")
            return OfStored(index, context);
        if (index.Table.Type != "table" || index.Invalid || index.Id.Names[0] != index.Table.Names[0])
            return null;
        return OfTable(index, context);
    }

    private static EmittedCode? OfTable(TableIndex index, CodeContext context)
    {
        var tokens = EmissionText.Tokens(index.Definition);
        if (!tokens.Take("ON"))
            return null;
        // The server prints ONLY for every partitioned table; it has an effect where no partition has a part of the index.
        var only = tokens.Take("ONLY") && !context.Catalog.Objects.Values.OfType<TableIndex>().Any(i => i.Parent.Value == index.Id);
        if (tokens.TakePath().Count == 0 || !tokens.Take("USING") || tokens.TakeName() is not { } method)
            return null;
        if (tokens.TakeBracket() is not { } keys || IndexParts.Read(keys, index.Table, context) is not { } parts)
            return null;
        var included = tokens.Take("INCLUDE") ? tokens.TakeNames() : [];
        if (included is null || !EmissionText.AreFields(index.Table, included, context))
            return null;
        var nullsEqual = tokens.Take("NULLS", "NOT", "DISTINCT");
        if (Storage(tokens) is not { } storage)
            return null;
        var condition = tokens.Take("WHERE") ? Rest(tokens) : null;
        if (!tokens.AtEnd)
            return null;
        var named = context.Convention.PartName("index", index.Table.Name, parts.Columns) == index.Id.Name ? null : index.Id.Name;
        var text = string.Concat(
            $"Index({EmissionText.Arguments(parts.Code)})",
            index.IsUnique ? ".Unique()" : "",
            method == "btree" ? "" : $".Using({CSharp.Literal(method)})",
            EmissionText.Named(named),
            included.Count == 0 ? "" : $".Include({EmissionText.Fields(index.Table, included, context)})",
            nullsEqual ? ".NullsNotDistinct()" : "",
            only ? ".OnlyParent()" : "",
            storage,
            index.Tablespace is { } space ? $".Tablespace({CSharp.Literal(space)})" : "",
            condition is null ? "" : $".Where({context.Expression(EmissionText.Unbracketed(condition), index.Table).Text})"
        );
        return new(Unmarked(index), new CodePart(CodePlace.Statement, text, index.Table));
    }

    /// <summary>A partition's index gets the storage parameters of its parent's.</summary>
    private static string AsParent(TableIndex index, CodeContext context) =>
        context.Catalog.Find(index.Parent.Value!) is TableIndex parent
            ? PrintedIndex.WithOptionsOf(index.Definition, parent.Definition)
            : index.Definition;

    /// <summary>Marks and statistics are altered afterwards.</summary>
    private static TableIndex Unmarked(TableIndex index) => index with { Clustered = false, ReplicaIdentity = false, Statistics = [] };

    /// <summary>A materialized view's call ends in its index where there is one, of plain columns.</summary>
    private static EmittedCode? OfStored(TableIndex index, CodeContext context)
    {
        if (
            index.Statistics.Count > 0
            || index.Tablespace is not null
            || index.Clustered
            || context.PartsOf(index.Table).Any(p => p != index)
        )
            return null;
        var tokens = EmissionText.Tokens(index.Definition);
        if (
            !tokens.Take("ON")
            || tokens.TakePath().Count == 0
            || !tokens.Take("USING", "btree")
            || tokens.TakeNames() is not { } names
            || !tokens.AtEnd
        )
            return null;
        var named = context.Convention.PartName("index", index.Table.Name, names) == index.Id.Name ? null : index.Id.Name;
        return new(
            index,
            new CodePart(
                CodePlace.Chain,
                $".Index([{string.Join(", ", names.Select(CSharp.Literal))}])"
                    + (index.IsUnique ? ".Unique()" : "")
                    + EmissionText.Named(named),
                index.Table
            )
        );
    }

    /// <summary>A unique index on exactly these columns, of all rows.</summary>
    public static bool IsUniqueOf(TableIndex index, IReadOnlyList<string> columns, CodeContext context)
    {
        if (!index.IsUnique)
            return false;
        var tokens = EmissionText.Tokens(index.Definition);
        while (!tokens.AtEnd && tokens.Text(tokens.At) != "(")
            tokens.At++;
        return tokens.TakeBracket() is { } keys
            && IndexParts.Read(keys, index.Table, context) is { AreColumns: true } parts
            && parts.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(columns)
            && !tokens.Take("WHERE");
    }

    private static string Rest(SqlTokens tokens)
    {
        var from = tokens.At;
        tokens.At = tokens.Count;
        return tokens.Since(from);
    }

    /// <summary><c>WITH (fillfactor='70')</c></summary>
    private static string? Storage(SqlTokens tokens)
    {
        if (!tokens.Take("WITH"))
            return "";
        if (!tokens.Take("("))
            return null;
        var text = "";
        do
        {
            if (tokens.TakeName() is not { } name || !tokens.Take("="))
                return null;
            var value =
                tokens.StringAt(tokens.At) is { Length: > 0 } plain && plain.All(char.IsAsciiLetterOrDigit)
                    ? plain
                    : tokens.Text(tokens.At);
            tokens.At++;
            text += $".With({CSharp.Literal(name)}, {CSharp.Literal(value)})";
        } while (tokens.Take(","));
        return tokens.Take(")") ? text : null;
    }
}
