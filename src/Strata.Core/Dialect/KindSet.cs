using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The slices of one dialect: the one place where they are listed.</summary>
public sealed class KindSet : ICSharpKinds
{
    private readonly Dictionary<Type, ObjectKind> _byModel;
    private readonly JsonSerializerOptions _json;
    private readonly JsonSerializerOptions _compared;

    public KindSet(params IEnumerable<ObjectKind> kinds)
    {
        _byModel = kinds.ToDictionary(k => k.Model);
        var resolver = JsonTypeInfoResolver.Combine([.. _byModel.Values.Select(k => k.Json).Distinct()]);
        _json = Options(resolver.WithAddedModifier(CarriedJson.Modify));
        _compared = Options(resolver.WithAddedModifier(CarriedJson.LeaveOut));
    }

    /// <summary>Every kind by rank.</summary>
    public IEnumerable<ObjectKind> All => _byModel.Values.OrderBy(k => k.Rank);

    /// <summary>The kind of an object.</summary>
    public ObjectKind For(DbObject o) => _byModel[o.GetType()];

    /// <summary>The serializer of a kind's objects, which leaves out carried values that are not set.</summary>
    public JsonTypeInfo JsonOf(ObjectKind kind) => _json.GetTypeInfo(kind.Model);

    /// <summary>As <see cref="JsonOf"/>, without carried values: equal objects give equal text.</summary>
    public JsonTypeInfo ComparedJsonOf(ObjectKind kind) => _compared.GetTypeInfo(kind.Model);

    CSharpFacet? ICSharpKinds.FacetOf(DbObject o) => For(o).InCSharp;

    int ICSharpKinds.RankOf(DbObject o) => For(o).Rank;

    private static JsonSerializerOptions Options(IJsonTypeInfoResolver resolver) =>
        new()
        {
            TypeInfoResolver = resolver,
            WriteIndented = true,
            NewLine = "\n",
            PropertyNamingPolicy = new SnapshotNaming(),
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            IgnoreReadOnlyProperties = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Converters = { new TextListJson(), new CarriedIdJson(), new CarriedFlagJson(), new CarriedTextJson(), new CarriedTextsJson() },
        };
}
