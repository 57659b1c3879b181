using Strata.Core.CSharpEmission;
using Strata.Core.Model;

namespace Strata.Postgres.CSharpEmission;

/// <summary>A type that the schema declares, as columns of that type name it in C#.</summary>
internal interface IDeclaredType
{
    ObjectId Id { get; }

    /// <summary>The call that gives a column this type.</summary>
    string TypeCall(CodeContext context);

    /// <summary>A value of the type as C#; null where it has no form of its own there.</summary>
    /// <param name="text">The value as PostgreSQL prints it.</param>
    /// <param name="table">The table in whose class it stands, for names that a field there hides; null outside of tables.</param>
    /// <param name="context">Names.</param>
    string? Value(string text, ObjectId? table, CodeContext context);
}
