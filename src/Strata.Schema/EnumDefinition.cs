namespace Strata.Schema;

/// <summary>An enum type that no column has to use.</summary>
internal sealed class EnumDefinition(MappedEnum type) : Definition(type.Source)
{
    public MappedEnum Type { get; } = type;
}
