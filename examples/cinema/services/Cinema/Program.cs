// Three small programs in one: the services of the example, and the front that decides which revision a request goes to.
//   cinema api   --revision R --port-file FILE            films, read from the database that CINEMA_DATABASE names
//   cinema web   --revision R --port-file FILE            a page
//   cinema front --folder DIR --port P                    forwards to revisions as DIR/traffic says, or to the one that ?revision= names
using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

var options = args.Skip(1).Chunk(2).ToDictionary(p => p[0], p => p[1]);
switch (args[0])
{
    case "api": await ServeAsync(FreePort(), options["--port-file"], request => ApiAsync(request, options["--revision"])); break;
    case "web": await ServeAsync(FreePort(), options["--port-file"], request => WebAsync(request, options["--revision"])); break;
    case "front": await ServeAsync(int.Parse(options["--port"]), null, request => FrontAsync(request, options["--folder"])); break;
}

static async Task<(int, string)> ApiAsync(HttpListenerRequest request, string revision)
{
    var films = await FilmsAsync();
    return request.Url!.AbsolutePath == "/health" ? (200, $"{{\"service\":\"api\",\"revision\":\"{revision}\",\"films\":{films}}}\n") : (200, $"{films} films\n");
}

static Task<(int, string)> WebAsync(HttpListenerRequest request, string revision) =>
    Task.FromResult(request.Url!.AbsolutePath == "/health" ? (200, $"{{\"service\":\"web\",\"revision\":\"{revision}\"}}\n") : (200, $"<h1>Cinema {revision}</h1>\n"));

static async Task<(int, string)> FrontAsync(HttpListenerRequest request, string folder)
{
    var revision = request.QueryString["revision"] ?? Choose(folder);
    if (revision is null || !File.Exists(Path.Combine(folder, revision + ".port"))) return (503, "no revision serves\n");
    using var client = new HttpClient();
    using var answer = await client.GetAsync($"http://127.0.0.1:{File.ReadAllText(Path.Combine(folder, revision + ".port")).Trim()}{request.Url!.AbsolutePath}");
    return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
}

// A line a revision: its name and its percent.
static string? Choose(string folder)
{
    if (!File.Exists(Path.Combine(folder, "traffic"))) return null;
    var at = Random.Shared.Next(100);
    return File.ReadLines(Path.Combine(folder, "traffic")).Select(l => l.Split(' ')).FirstOrDefault(l => (at -= int.Parse(l[1])) < 0)?[0];
}

static async Task<long> FilmsAsync()
{
    var database = Environment.GetEnvironmentVariable("CINEMA_DATABASE") ?? "Data Source=cinema.db";
    await using DbConnection connection = database.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? new NpgsqlConnection(database) : new SqliteConnection(database + ";Mode=ReadOnly;Pooling=False");
    await connection.OpenAsync();
    await using var command = connection.CreateCommand();
    command.CommandText = "SELECT count(*) FROM films";
    return Convert.ToInt64(await command.ExecuteScalarAsync());
}

static int FreePort()
{
    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
    socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    return ((IPEndPoint)socket.LocalEndPoint!).Port;
}

static async Task ServeAsync(int port, string? portFile, Func<HttpListenerRequest, Task<(int Status, string Text)>> answer)
{
    using var listener = new HttpListener();
    listener.Prefixes.Add($"http://127.0.0.1:{port}/");
    listener.Start();
    if (portFile is not null)
    {
        File.WriteAllText(portFile + ".new", $"{port}\n");
        File.Move(portFile + ".new", portFile, overwrite: true);
    }
    while (true)
    {
        var context = await listener.GetContextAsync();
        _ = Task.Run(async () =>
        {
            var (status, text) = (500, "");
            try
            {
                (status, text) = await answer(context.Request);
            }
            catch (Exception e)
            {
                text = e.Message + "\n";
            }
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        });
    }
}
