using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Partitions;
using Strata.Postgres.Kinds.Policies;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>A table as a class, and what it says of itself as a whole in its constructor.</summary>
internal static class TableCode
{
    public static Coded? Of(Table table, CodeContext context)
    {
        // The schema library takes a class without fields for a mistake.
        if (table.Inherits.Count > 0 || table.OfType is not null || !context.PartsOf(table.Id).Any(p => p is Column))
            return null;
        if (context.PartsOf(table.Id).OfType<Partition>().FirstOrDefault() is { } partition)
            return PartitionCode.Of(table, partition, context);
        List<CodePart> parts = [new(CodePlace.Class, string.Concat(CodeText.Address(table.Id, context).Select(a => a + "\n")))];
        void Say(string call) => parts.Add(new(CodePlace.Statement, call, table.Id, -1));

        if (table.PartitionKey is { } key)
        {
            if (PartitionCode.Key(key, table.Id, context) is not { } call)
                return null;
            Say(call);
        }
        if (table.Unlogged)
            Say("Unlogged()");
        if (table.AccessMethod is { } method)
            Say($"AccessMethod({CSharp.Literal(method)})");
        if (table.Tablespace is { } space)
            Say($"Tablespace({CSharp.Literal(space)})");
        foreach (var option in table.Options)
            Say($"With({string.Join(", ", option.Split('=', 2).Select(CSharp.Literal))})");
        // A policy turns row level security on by itself, and so does forcing it.
        var byPolicy = context.PartsOf(table.Id).Any(p => p is Policy && !context.IsInSql(p.Id));
        if (table is { RowSecurity: true, ForceRowSecurity: false } && !byPolicy)
            Say("EnableRowLevelSecurity()");
        if (table.ForceRowSecurity)
            Say("ForceRowLevelSecurity()");
        if (table.ReplicaIdentity != "d")
            Say($"ReplicaIdentity({(table.ReplicaIdentity == "f" ? "\"FULL\"" : "\"NOTHING\"")})");
        return new(table with { RowSecurity = table.RowSecurity || byPolicy || table.ForceRowSecurity }, [.. parts]);
    }
}
