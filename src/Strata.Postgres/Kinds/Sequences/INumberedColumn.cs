using Strata.Core.Model;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>A column that may own a sequence.</summary>
internal interface INumberedColumn
{
    ObjectId Id { get; }

    ObjectId Table { get; }

    /// <summary>Its numbers come from an identity, whose sequence is the server's own.</summary>
    bool HasIdentity { get; }

    /// <summary>True when it takes plain values: neither an identity nor an expression.</summary>
    bool IsPlain { get; }

    /// <summary>Its type is one of integers.</summary>
    bool IsInteger { get; }
}
