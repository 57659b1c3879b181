using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Constraints;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>The values of a column, copied with the key of each row.</summary>
internal static class ColumnCopy
{
    public static RetentionMethod Of(Column removed, RetentionContext context)
    {
        var table = (Table)context.Before.Find(removed.Table)!;
        if (Inheritance.Concerns(table, context.Before))
            return new RetentionMethod { Refusal = $"{table.Id} takes part in inheritance" };
        var key = KeyOf(table, context.Before);
        if (key.Count == 0)
            return new RetentionMethod { Refusal = $"{table.Id} has no primary key that would tell its rows apart" };
        if (key.FirstOrDefault(k => (context.After.Find(k.Id) as Column)?.DataType != k.DataType) is { } changed)
            return new RetentionMethod { Refusal = $"{changed.Id}, by which its rows would be found again, goes or changes too" };
        var copy = Q([context.QuarantineName, table.Id.Name]);
        var (name, keys) = (Q(removed.Id.Name), key.Select(k => Q(k.Id.Name)).ToList());
        var value = context.Before.Find(new ObjectId("default value", removed.Id.Names));
        // Forced row security would leave rows out without a word; with it off, it is an error:
        // https://www.postgresql.org/docs/current/ddl-rowsecurity.html
        IEnumerable<Step> wholly = table.ForceRowSecurity ? [new Step("SET LOCAL row_security = off")] : [];
        var same = string.Join(" AND ", keys.Select(k => $"k.{k} = t.{k}"));
        var hasTriggers = context.After.DependentsOf(table.Id).Any(id => id.Type == "trigger");
        var locked = ColumnAlter.On(removed, "") with { Sql = $"LOCK TABLE {Q(table.Id)} IN ACCESS EXCLUSIVE MODE" };
        return new RetentionMethod
        {
            Description = $"as {copy}, by its key ({string.Join(", ", keys)})",
            Caveat = $"a row that was added later, or got another key, has {(value is null ? "no value" : "its default")}",
            Retain = [locked, .. wholly, new Step($"CREATE TABLE {copy} AS SELECT {string.Join(", ", keys)}, {name} FROM {Q(table.Id)}")],
            Recreated = [removed with { NotNull = false, Identity = null }, .. value is null ? (DbObject[])[] : [value]],
            Restore =
            [
                .. wholly,
                .. hasTriggers ? (Step[])[ColumnAlter.On(removed, "DISABLE TRIGGER USER")] : [],
                new Step($"UPDATE {Q(table.Id)} AS t SET {name} = k.{name} FROM {copy} AS k WHERE {same}"),
                .. hasTriggers ? (Step[])[ColumnAlter.On(removed, "ENABLE TRIGGER USER")] : [],
                new Step($"DROP TABLE {copy}"),
            ],
        };
    }

    private static List<Column> KeyOf(Table table, Catalog catalog) =>
        catalog
            .DependentsOf(table.Id)
            .Select(catalog.Find)
            .OfType<PrimaryKey>()
            .SelectMany(k => catalog.DependsOn(k.Id))
            .Select(catalog.Find)
            .OfType<Column>()
            .ToList();
}
