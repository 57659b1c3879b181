using System.Security.Cryptography;
using System.Text;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Project.SchemaSources;

/// <summary>The key of a catalog that is kept: a hash of everything it depends on.</summary>
internal static class CatalogKey
{
    /// <summary>A key of statements in their order, the server that ran them, and the code that read the result.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="server">As <see cref="IShadowProvider.IdentityAsync"/> names it.</param>
    /// <param name="parts">The statements, or hashes of them.</param>
    public static string Of(IDialect dialect, string server, IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var code = $"{dialect.Name} {typeof(Catalog).Module.ModuleVersionId} {dialect.GetType().Module.ModuleVersionId}";
        foreach (var part in parts.Prepend(server).Prepend(code))
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
