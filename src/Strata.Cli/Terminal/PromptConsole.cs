using Spectre.Console;
using Spectre.Console.Rendering;

namespace Strata.Cli.Terminal;

/// <summary>The terminal of a question: Ctrl-D and Esc end it (<see cref="EndOfStreamException"/>), which a prompt would ignore.</summary>
internal sealed class PromptConsole(IAnsiConsole inner) : IAnsiConsole, IAnsiConsoleInput
{
    public Profile Profile => inner.Profile;
    public IAnsiConsoleCursor Cursor => inner.Cursor;
    public IAnsiConsoleInput Input => this;
    public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;
    public RenderPipeline Pipeline => inner.Pipeline;

    public void Clear(bool home) => inner.Clear(home);

    public void Write(IRenderable renderable) => inner.Write(renderable);

    public bool IsKeyAvailable() => inner.Input.IsKeyAvailable();

    public ConsoleKeyInfo? ReadKey(bool intercept) => inner.Input.ReadKey(intercept);

    // Typed between two looks at the keyboard, the terminal itself takes Ctrl-D, and leaves a zero in its place.
    public async Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken) =>
        await inner.Input.ReadKeyAsync(intercept, cancellationToken) is { } key
            ? key is { Key: ConsoleKey.Escape } or { KeyChar: '\u0004' } or { KeyChar: '\0', Key: 0 }
                ? throw new EndOfStreamException()
                : key
            : null;
}
