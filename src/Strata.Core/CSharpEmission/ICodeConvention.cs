namespace Strata.Core.CSharpEmission;

/// <summary>The convention by which the schema's language makes names, and the names it keeps for itself.</summary>
public interface ICodeConvention
{
    /// <summary>The namespace all types are in.</summary>
    string Namespace { get; }

    /// <summary>The name in the database of a type or a field that C# calls so.</summary>
    string Name(CodeNaming naming, string type, string identifier);

    /// <summary>The name in the database of a part of a table that C# gives no name.</summary>
    /// <param name="part">PostgreSQL's word: <c>index</c>, <c>foreign key</c>.</param>
    /// <param name="table">The table's name in the database.</param>
    /// <param name="columns">Names of its columns there, in order.</param>
    string PartName(string part, string table, IReadOnlyList<string> columns);

    /// <summary>Objects in this schema need not say so.</summary>
    bool IsDefaultSchema(string name);

    bool IsReserved(CodeNaming naming, string identifier);
}
