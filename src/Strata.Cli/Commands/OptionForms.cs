namespace Strata.Cli.Commands;

/// <summary>The forms of options: each has its name, the name of its value in help, and a few words.</summary>
internal static class OptionForms
{
    public static Option<string> Text(string name, string value, string description) => Valued<string>(name, value, description);

    public static Option<string[]> Texts(string name, string value, string description) => Valued<string[]>(name, value, description);

    public static Option<int?> Number(string name, string value, string description) => Valued<int?>(name, value, description);

    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description };

    private static Option<T> Valued<T>(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
