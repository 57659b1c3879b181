using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.CSharpEmission;

/// <summary>The place of a piece of C#.</summary>
public enum CodePlace
{
    /// <summary>A declaration of its own.</summary>
    Type,

    /// <summary>A class that holds fields and statements of other objects; the text is its attributes.</summary>
    Class,

    /// <summary>A field of the class <see cref="CodePart.On"/>; the text is its value.</summary>
    Field,

    /// <summary>A call in the constructor of the class <see cref="CodePart.On"/>.</summary>
    Statement,

    /// <summary>A call in the constructor of the database.</summary>
    Global,

    /// <summary>Calls that follow the C# of the object <see cref="CodePart.On"/>.</summary>
    Chain,

    /// <summary>An attribute before the C# of the object <see cref="CodePart.On"/>.</summary>
    Attribute,
}

/// <summary>A piece of C# and its place.</summary>
/// <param name="On">The object whose text it belongs to; null where the place needs none.</param>
/// <param name="Order">Among the pieces of one place.</param>
public sealed record CodePart(CodePlace Place, string Text, ObjectId? On = null, int Order = 0);

/// <summary>An object as C# writes it.</summary>
/// <param name="Covered">The object that the C# brings about. Where it is less than there is, SQL alters the rest.</param>
/// <param name="Parts">Empty for what another object's C# brings along.</param>
public sealed record EmittedCode(DbObject Covered, params ImmutableArray<CodePart> Parts)
{
    /// <summary>Further objects that the C# brings along.</summary>
    public EquatableArray<ObjectId> Brings { get; init; } = [];
}
