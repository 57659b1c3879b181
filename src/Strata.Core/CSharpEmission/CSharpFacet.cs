using Strata.Core.Model;

namespace Strata.Core.CSharpEmission;

/// <summary>The writing of a kind's objects in C#.</summary>
/// <param name="Emit">The C# of an object; null leaves it to SQL.</param>
/// <param name="Naming">The scope in which its objects have names of their own.</param>
public sealed record CSharpFacet(Func<DbObject, CodeContext, EmittedCode?> Emit, CodeNaming Naming = CodeNaming.None)
{
    /// <summary>The facet of a kind whose objects are <typeparamref name="T"/>.</summary>
    public static CSharpFacet Of<T>(Func<T, CodeContext, EmittedCode?> emit, CodeNaming naming = CodeNaming.None)
        where T : DbObject => new((o, context) => emit((T)o, context), naming);
}

/// <summary>The scope of the C# names of a kind's objects.</summary>
public enum CodeNaming
{
    /// <summary>No name there.</summary>
    None,

    /// <summary>A type: among all types.</summary>
    Type,

    /// <summary>A field: among those of its owner's class.</summary>
    Field,
}

/// <summary>The kinds of a dialect, as far as C# is concerned.</summary>
public interface ICSharpKinds
{
    /// <summary>The facet of an object's kind; null where it has none.</summary>
    CSharpFacet? FacetOf(DbObject o);

    /// <summary>The rank of an object's kind.</summary>
    int RankOf(DbObject o);
}
