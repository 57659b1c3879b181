using Strata.Schema;

namespace Cinema;

public sealed class PricingTiers : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Name = Text().Unique();
    public readonly Column RentalHours = Integer().Default(48).Check(c => $"{c} > 0");
    public readonly Column IsActive = Boolean().Default(true);
}

public sealed class PricingTierPrices : Table
{
    public readonly Column PricingTierId = Uuid().References<PricingTiers>(t => t.Id, onDelete: Cascade);
    public readonly Column Currency = Char(3);
    public readonly Column AmountCents = Integer();

    public PricingTierPrices()
    {
        PrimaryKey(PricingTierId, Currency);
        Check("pricing_tier_prices_positive", $"{AmountCents} >= 0");
    }
}

public sealed class PromoCodes : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column Code = Text();
    public readonly Column Kind = Enum<DiscountKind>();
    public readonly Column Value = Numeric(10, 2);
    public readonly Column MaxUses = Integer().Nullable();
    public readonly Column StartsAt = Timestamptz().Nullable();
    public readonly Column EndsAt = Timestamptz().Nullable();

    public PromoCodes()
    {
        Index(Expression($"upper({Code})")).Named("promo_codes_code_idx").Unique();
        Check("promo_codes_value", $"{Value} > 0 and ({Kind} <> {DiscountKind.Percent} or {Value} <= 100)");
        Check("promo_codes_period", $"{StartsAt} is null or {EndsAt} is null or {EndsAt} > {StartsAt}");
    }
}

public sealed class PromoCodeUses : Table
{
    public readonly Column PromoCodeId = Uuid();
    public readonly Column UserId = Uuid();
    public readonly Column RentalId = Uuid().Unique();
    public readonly Column UsedAt = Timestamptz().DefaultNow();

    public PromoCodeUses()
    {
        PrimaryKey(PromoCodeId, UserId);
        ForeignKey(PromoCodeId).References<PromoCodes>().OnDelete(Restrict);
        ForeignKey(UserId).References<Users>().OnDelete(Cascade);

        // The rental must be this user's: the key has both.
        ForeignKey(RentalId, UserId).References<Rentals>(r => r.Id, r => r.UserId).OnDelete(Cascade);
    }
}

public sealed class Rentals : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column UserId = Uuid().References<Users>(u => u.Id, onDelete: Restrict);
    public readonly Column FilmId = Uuid().References<Films>(f => f.Id, onDelete: Restrict);
    public readonly Column State = Enum<RentalState>().Default(RentalState.Pending);
    public readonly Column PriceCents = Integer();
    public readonly Column Currency = Char(3);
    public readonly Column StartsAt = Timestamptz().Nullable();
    public readonly Column ExpiresAt = Timestamptz().Nullable();

    public Rentals()
    {
        Unique(Id, UserId);
        Check("rentals_price", $"{PriceCents} >= 0");
        Check("rentals_active_has_end", $"{State} <> {RentalState.Active} or {ExpiresAt} is not null");
        Index(UserId, CreatedAt.Descending());
        Index(UserId, FilmId).Unique().Where($"{State} = {RentalState.Active}").Named("rentals_one_active");
    }
}

public sealed class Payments : Tracked
{
    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
    public readonly Column RentalId = Uuid().References<Rentals>(r => r.Id, onDelete: Restrict);
    public readonly Column Provider = Text();
    public readonly Column ProviderReference = Text();
    public readonly Column State = Enum<PaymentState>();
    public readonly Column AmountCents = Integer().Check(c => $"{c} > 0");
    public readonly Column Currency = Char(3);
    public readonly Column PaidAt = Timestamptz().Nullable();
    public readonly Column RawResponse = Jsonb().Nullable();

    public Payments()
    {
        Unique(Provider, ProviderReference);
        Check("payments_captured_has_date", $"{State} <> {PaymentState.Captured} or {PaidAt} is not null");
        Index(RentalId);
        Index(PaidAt.Descending()).Where($"{State} = {PaymentState.Captured}").Named("payments_captured_idx");
    }
}
