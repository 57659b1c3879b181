using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Indexes;

namespace Strata.Postgres.Kinds.Constraints;

/// <summary>A foreign key: of one column at its field, of several in the table's constructor.</summary>
internal static class ForeignKeyEmission
{
    /// <summary>The end of the definition, after the lists of columns.</summary>
    private sealed record Options(
        bool MatchFull,
        string OnUpdate,
        string OnDelete,
        IReadOnlyList<string> DeleteColumns,
        string Deferral,
        bool NotValid
    )
    {
        public bool IsPlain => !MatchFull && DeleteColumns.Count == 0 && Deferral.Length == 0 && !NotValid;
    }

    public static EmittedCode? Of(ForeignKey key, CodeContext context)
    {
        if (key.Parent.Value is not null)
            return ConstraintEmission.OfPartition(key);
        var tokens = EmissionText.Tokens(key.Definition);
        if (
            !context.IsClass(key.References)
            || !tokens.Take("FOREIGN", "KEY")
            || tokens.TakeNames() is not { } columns
            || !EmissionText.AreFields(key.Table, columns, context)
        )
            return null;
        if (
            !tokens.Take("REFERENCES")
            || tokens.TakePath().Count == 0
            || tokens.TakeNames() is not { } target
            || !EmissionText.AreFields(key.References, target, context)
        )
            return null;
        if (
            !IsKey(key.References, target, context)
            || Read(tokens) is not { } options
            || !tokens.AtEnd
            || !EmissionText.AreFields(key.Table, options.DeleteColumns, context)
        )
            return null;
        var named = context.Convention.PartName("foreign key", key.Table.Name, columns) == key.Id.Name ? null : key.Id.Name;
        return columns is [var only] && options.IsPlain && !EmissionText.HasComment(key.Id, context)
            ? AtField(key, only, target[0], options, named, context)
            : InConstructor(key, columns, target, options, named, context);
    }

    private static EmittedCode AtField(ForeignKey key, string column, string target, Options options, string? named, CodeContext context)
    {
        List<string> arguments = [$"t => t.{EmissionText.Field(key.References, target, context)}"];
        if (options.OnDelete.Length > 0)
            arguments.Add($"onDelete: {options.OnDelete}");
        if (options.OnUpdate.Length > 0)
            arguments.Add($"onUpdate: {options.OnUpdate}");
        if (named is not null)
            arguments.Add($"name: {CSharp.Literal(named)}");
        return new(
            key,
            new CodePart(
                CodePlace.Chain,
                $".References<{context.Name(key.References)}>({string.Join(", ", arguments)})",
                EmissionText.ColumnId(key.Table, column)
            )
        );
    }

    private static EmittedCode InConstructor(
        ForeignKey key,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> target,
        Options options,
        string? named,
        CodeContext context
    )
    {
        var fields = EmissionText.Arguments([.. columns.Select(c => EmissionText.Field(key.Table, c, context))]);
        var referenced = string.Join(", ", target.Select(c => $"t => t.{EmissionText.Field(key.References, c, context)}"));
        string[] delete = [options.OnDelete, .. options.DeleteColumns.Select(c => EmissionText.Field(key.Table, c, context))];
        return ConstraintEmission.Said(
            key,
            string.Concat(
                $"ForeignKey({fields})",
                $".References<{context.Name(key.References)}>({referenced})",
                EmissionText.Named(named),
                options.MatchFull ? ".MatchFull()" : "",
                options.OnDelete.Length == 0 ? "" : $".OnDelete({string.Join(", ", delete)})",
                options.OnUpdate.Length == 0 ? "" : $".OnUpdate({options.OnUpdate})",
                options.Deferral,
                options.NotValid ? ".NotValid()" : ""
            )
        );
    }

    private static Options? Read(SqlTokens tokens)
    {
        var full = tokens.Take("MATCH", "FULL");
        var update = tokens.Take("ON", "UPDATE") ? Action(tokens) : "";
        var delete = tokens.Take("ON", "DELETE") ? Action(tokens) : "";
        if (update is null || delete is null)
            return null;
        var only = tokens.Text(tokens.At) == "(" ? tokens.TakeNames() : [];
        return only is null || ConstraintEmission.Deferral(tokens) is not { } deferral
            ? null
            : new Options(full, update, delete, only, deferral, tokens.Take("NOT", "VALID"));
    }

    private static string? Action(SqlTokens tokens) =>
        tokens.Take("CASCADE") ? "Cascade"
        : tokens.Take("SET", "NULL") ? "SetNull"
        : tokens.Take("SET", "DEFAULT") ? "SetDefault"
        : tokens.Take("RESTRICT") ? "Restrict"
        : null;

    /// <summary>The schema's C# wants to see the key that is referred to.</summary>
    private static bool IsKey(ObjectId table, IReadOnlyList<string> columns, CodeContext context) =>
        context
            .PartsOf(table)
            .Any(p =>
                p switch
                {
                    PrimaryKey primary => IsOf(primary, ["PRIMARY", "KEY"], columns) && context.Of(p.Id) is not null,
                    Unique unique => IsOf(unique, ["UNIQUE"], columns) && context.Of(p.Id) is not null,
                    TableIndex index => IndexEmission.IsUniqueOf(index, columns, context) && context.Of(p.Id) is not null,
                    _ => false,
                }
            );

    private static bool IsOf(TableConstraint key, string[] words, IReadOnlyList<string> columns)
    {
        var tokens = EmissionText.Tokens(key.Definition);
        tokens.Take(words);
        tokens.Take("NULLS", "NOT", "DISTINCT");
        return tokens.TakeNames() is { } own && own.ToHashSet(StringComparer.Ordinal).SetEquals(columns);
    }
}
