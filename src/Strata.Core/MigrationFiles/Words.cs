using System.Collections.Immutable;

namespace Strata.Core.MigrationFiles;

/// <summary>The words migrations are named with. Adding one renames what would be generated next, never what is there.</summary>
internal static class Words
{
    public static ImmutableArray<string> Adjectives { get; } =
        Split(
            """
            able agile airy amber ample ancient apt arctic ardent ashen astute autumn avid azure balmy basalt bold bonny
            brave breezy bright brisk broad bronze buoyant busy calm candid careful cedar cheery chilly civil clean clear
            clever cloudy coastal cobalt compact cool copper coral cosmic cozy crimson crisp curious dapper daring dawn
            deep deft dense dewy distant dizzy dusky dusty eager early earnest earthy easy ebony elder elegant ember even
            exact fabled fair faithful famous fancy fearless fern fertile festive fiery fine firm fleet fluent flying fond
            formal frank free fresh frosty full gallant gentle giant gifted gilded glad gleaming golden good graceful
            grand granite grassy great green hardy hasty hazel hearty hidden high hollow honest humble icy idle indigo
            inland iron ivory jade jolly jovial keen kind large late lavish leafy level light lilac limber linen little
            lively lofty loyal lucid lucky lunar magenta marble mellow merry mighty mild misty modest mossy narrow neat
            new nimble noble northern novel oaken olive open orange orderly patient pearly placid plain plucky polar
            polite prime proud prudent quaint quick quiet rapid rare ready regal robust rocky rosy round ruby rustic sandy
            scarlet secret serene sharp shiny silent silver simple sleek smart smooth snowy solar solid sparkling spry
            stable starry steady stellar still stony stout sturdy subtle sunny swift tall tawny tender tidy topaz tranquil
            trim true upbeat valiant vast velvet vernal violet vivid warm wavy western wild windy wise witty young zealous
            zesty
            """
        );

    public static ImmutableArray<string> Nouns { get; } =
        Split(
            """
            acorn albatross anchor antelope apple arch aurora badger bamboo basin bay beacon beaver beech birch bison
            bluff bobcat boulder brook buffalo butte buzzard canyon cape caribou cascade cavern cedar cheetah cliff clover
            comet condor cougar cove coyote crane crater creek cricket crow curlew cypress dale deer delta dingo dolphin
            dove dragonfly drift dune eagle egret elk elm falcon fawn fennel fern ferret finch fjord flint forest fossil
            fox gale garnet gazelle geyser glacier glade glen goose gorge granite grotto grouse grove gull harbor hare
            hawk hazel heath heron hill hornet ibex ibis iguana inlet island jackal jaguar jasper jay juniper kestrel
            kingfisher kite koala lagoon lake lantern larch lark laurel ledge lemur leopard lichen lily linnet lion lizard
            llama lotus lynx magnet magpie mallard mangrove maple marsh marten meadow meerkat mesa meteor mink mole moor
            moose moss moth mountain narwhal nebula newt nightingale oak oasis ocelot orca orchard oriole osprey otter owl
            panther parrot peak pebble pelican penguin petrel pheasant pine pinnacle plateau plover pond poplar prairie
            puffin puma quail quarry quartz rabbit raccoon rapids raven ravine reed reef ridge river robin rook rowan
            sable salmon sandpiper savanna seal sequoia shoal shore shrike siskin skylark slate sparrow spring spruce
            squirrel starling stoat stork strait summit swallow swan tapir teal tern thicket thistle thrush tiger toucan
            trout tundra turtle valley volcano vole walnut walrus warbler waterfall weasel whale willow wolf wombat
            woodpecker wren yak zebra
            """
        );

    private static ImmutableArray<string> Split(string words) => [.. words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
}
