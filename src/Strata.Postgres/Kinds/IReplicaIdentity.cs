namespace Strata.Postgres.Kinds;

/// <summary>An object with an index that may tell the rows of its table apart for replication.</summary>
internal interface IReplicaIdentity
{
    /// <summary>True where it is the replica identity.</summary>
    bool ReplicaIdentity { get; }
}

/// <summary>A table whose rows have an identity for replication.</summary>
internal interface IReplicated
{
    /// <summary>As in pg_class.relreplident; <c>d</c> also where an index is the identity.</summary>
    string ReplicaIdentity { get; }
}
