using System.Text;

namespace Strata.Schema.Binding;

/// <summary>The names in use, by scope: a schema for relations and types, a table for its constraints.</summary>
internal sealed class NameRegistry
{
    private readonly Dictionary<(string Scope, string Name), string> _owners = [];

    /// <summary>Reserves a name that the user gave.</summary>
    /// <param name="scope">The scope in which the name has to be unique.</param>
    /// <param name="name">The name.</param>
    /// <param name="owner">The object that gets the name, for messages.</param>
    /// <param name="source">The line that asks for it.</param>
    /// <exception cref="SchemaException">The name is empty, too long, or in use in the scope.</exception>
    public void Claim(string scope, string name, string owner, SourceLine source)
    {
        if (string.IsNullOrEmpty(name))
            throw new SchemaException($"the name of {owner} is empty", source);
        if (Encoding.UTF8.GetByteCount(name) > NamingConvention.MaxBytes)
        {
            throw new SchemaException(
                $"the name of {owner} exceeds {NamingConvention.MaxBytes} bytes, the limit of PostgreSQL: \"{name}\"",
                source
            );
        }

        if (!_owners.TryAdd((scope, name), owner))
            throw new SchemaException($"{owner}: the name \"{name}\" is already used by {_owners[(scope, name)]}", source);
    }

    /// <summary>
    /// Reserves a conventional name. A name in use gets the first free number, as PostgreSQL does it for constraints and indexes.
    /// </summary>
    /// <param name="name">The name by convention.</param>
    /// <param name="owner">The object that gets the name, for messages.</param>
    /// <param name="scopes">The scopes in which the name has to be unique.</param>
    public string ClaimFree(string name, string owner, params IReadOnlyList<string> scopes)
    {
        for (var number = 0; ; number++)
        {
            var candidate = NamingConvention.Shorten(number == 0 ? name : $"{name}{number}");
            if (scopes.Any(s => _owners.ContainsKey((s, candidate))))
                continue;
            foreach (var scope in scopes)
                _owners.Add((scope, candidate), owner);
            return candidate;
        }
    }
}
