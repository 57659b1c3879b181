using System.Text.Json.Serialization;

namespace Strata.Core.Model;

/// <summary>A value that is carried along and never a difference by itself.</summary>
public readonly record struct Carried<T>(T Value) : ICarried
{
    bool ICarried.IsSet => !EqualityComparer<T>.Default.Equals(Value, default);

    public bool Equals(Carried<T> other) => true;

    public override int GetHashCode() => 0;
}

/// <summary>A number that any other number equals: it is carried, but never a difference.</summary>
[JsonConverter(typeof(OrdinalJson))]
public readonly record struct Ordinal(int Value) : ICarried
{
    bool ICarried.IsSet => true;

    public bool Equals(Ordinal other) => true;

    public override int GetHashCode() => 0;
}

/// <summary>A value that equals every other, and so must say itself that it holds something worth writing down.</summary>
public interface ICarried
{
    bool IsSet { get; }
}
