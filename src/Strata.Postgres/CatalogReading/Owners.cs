using Npgsql;
using Strata.Core.Model;
using Strata.Postgres.Connections;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.CatalogReading;

/// <summary>The owners of objects. A catalog does not carry them: they differ from server to server, and are no difference.</summary>
public static class Owners
{
    /// <summary>Everything that some roles own, by its address.</summary>
    public static async Task<IReadOnlyDictionary<ObjectId, string>> ReadAsync(
        NpgsqlConnection connection,
        string[] roles,
        CancellationToken cancellationToken
    )
    {
        var owners = new Dictionary<ObjectId, string>();
        var batch = OwnSql.Batch(connection, PostgresSql.Load("CatalogReading/owners.sql"), new NpgsqlParameter { Value = roles });
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    owners[
                        new ObjectId(reader.GetString(0), [.. reader.GetFieldValue<string[]>(1)], [.. reader.GetFieldValue<string[]>(2)])
                    ] = reader.GetString(3);
            }
        }
        return owners;
    }
}
