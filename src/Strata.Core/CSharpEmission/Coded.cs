using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.CSharpEmission;

/// <summary>Where a piece of C# goes.</summary>
public enum CodePlace
{
    /// <summary>A declaration of its own.</summary>
    Type,

    /// <summary>A class that holds fields and statements of other objects; the text is what stands before it: attributes.</summary>
    Class,

    /// <summary>A field of the class <see cref="CodePart.On"/>; the text is its value.</summary>
    Field,

    /// <summary>A call in the constructor of the class <see cref="CodePart.On"/>.</summary>
    Statement,

    /// <summary>A call in the constructor of what belongs to no class.</summary>
    Global,

    /// <summary>Calls that follow what the object <see cref="CodePart.On"/> is said by.</summary>
    Chain,

    /// <summary>An attribute before what <see cref="CodePart.On"/> is said by.</summary>
    Attribute,
}

/// <summary>A piece of C#, and where it goes.</summary>
/// <param name="On">The object whose text it belongs to; null where the place needs none.</param>
/// <param name="Order">Among the pieces of one place.</param>
public sealed record CodePart(CodePlace Place, string Text, ObjectId? On = null, int Order = 0);

/// <summary>An object as C# says it.</summary>
/// <param name="Said">What that C# brings about. Where it is less than there is, the rest is altered by SQL.</param>
/// <param name="Parts">None for what another object's C# brings along.</param>
public sealed record Coded(DbObject Said, params ImmutableArray<CodePart> Parts);

/// <summary>How the objects of a kind are called in C#.</summary>
public enum CodeNaming
{
    /// <summary>They have no name there.</summary>
    None,

    /// <summary>A type: among all types.</summary>
    Type,

    /// <summary>A field: among those of its owner's class.</summary>
    Field,
}

/// <summary>The convention by which the schema's language makes names, and the names it keeps for itself.</summary>
public interface ICodeConvention
{
    /// <summary>The namespace all types are in.</summary>
    string Namespace { get; }

    /// <summary>What the database calls a type or a field when C# calls it so.</summary>
    string Name(CodeNaming naming, string type, string identifier);

    /// <summary>What the database calls an unnamed part of a table.</summary>
    /// <param name="part">PostgreSQL's word: <c>index</c>, <c>foreign key</c>.</param>
    /// <param name="table">The table's name in the database.</param>
    /// <param name="columns">Names of its columns there, in order.</param>
    string PartName(string part, string table, IReadOnlyList<string> columns);

    /// <summary>What is in it needs not say so.</summary>
    bool IsDefaultSchema(string name);

    bool IsReserved(CodeNaming naming, string identifier);
}
