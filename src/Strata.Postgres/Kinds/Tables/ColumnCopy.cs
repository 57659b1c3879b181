using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Constraints;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>What a column holds, copied with the key of each row.</summary>
internal static class ColumnCopy
{
    public static Keeping Of(Column gone, KeepContext context)
    {
        var table = (Table)context.Before.Find(gone.Table)!;
        if (Inheritance.Concerns(table, context.Before))
            return new Keeping { Refused = $"{table.Id} takes part in inheritance" };
        var key = context
            .Before.DependentsOf(table.Id)
            .Select(context.Before.Find)
            .OfType<PrimaryKey>()
            .SelectMany(k => context.Before.DependsOn(k.Id))
            .Select(context.Before.Find)
            .OfType<Column>()
            .ToList();
        if (key.Count == 0)
            return new Keeping { Refused = $"{table.Id} has no primary key that would tell its rows apart" };
        if (key.FirstOrDefault(k => (context.After.Find(k.Id) as Column)?.DataType != k.DataType) is { } changed)
            return new Keeping { Refused = $"{changed.Id}, by which its rows would be found again, goes or changes too" };
        var copy = Q([context.Place, table.Id.Name]);
        var (name, keys) = (Q(gone.Id.Name), key.Select(k => Q(k.Id.Name)).ToList());
        var value = context.Before.Find(new ObjectId("default value", gone.Id.Names));
        // Forced row security would leave rows out without a word; with it off, it is an error:
        // https://www.postgresql.org/docs/current/ddl-rowsecurity.html
        IEnumerable<Step> wholly = table.ForceRowSecurity ? [new Step("SET LOCAL row_security = off")] : [];
        var hasTriggers = context.After.DependentsOf(table.Id).Any(id => id.Type == "trigger");
        return new Keeping
        {
            How = $"as {copy}, by its key ({string.Join(", ", keys)})",
            But = $"a row that came since, or got another key, has {(value is null ? "no value" : "its default")}",
            Aside =
            [
                ColumnAlter.On(gone, "") with
                {
                    Sql = $"LOCK TABLE {Q(table.Id)} IN ACCESS EXCLUSIVE MODE",
                },
                .. wholly,
                new Step($"CREATE TABLE {copy} AS SELECT {string.Join(", ", keys)}, {name} FROM {Q(table.Id)}"),
            ],
            Remade = [gone with { NotNull = false, Identity = null }, .. value is null ? (DbObject[])[] : [value]],
            Back =
            [
                .. wholly,
                .. hasTriggers ? (Step[])[ColumnAlter.On(gone, "DISABLE TRIGGER USER")] : [],
                new Step(
                    $"UPDATE {Q(table.Id)} AS t SET {name} = k.{name} FROM {copy} AS k WHERE {string.Join(" AND ", keys.Select(k => $"k.{k} = t.{k}"))}"
                ),
                .. hasTriggers ? (Step[])[ColumnAlter.On(gone, "ENABLE TRIGGER USER")] : [],
                new Step($"DROP TABLE {copy}"),
            ],
        };
    }
}

/// <summary>
/// Classic inheritance, where rows of one table are rows of others too: https://www.postgresql.org/docs/current/ddl-inherit.html
/// </summary>
internal static class Inheritance
{
    public static bool Concerns(Table table, Core.Model.Catalog catalog) =>
        table.Inherits.Count > 0 || catalog.Objects.Values.OfType<Table>().Any(t => t.Inherits.Contains(Q(table.Id)));
}
