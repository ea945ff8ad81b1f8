"""The words of the invented companies and people. Towns and postcodes are real pairs; nothing else means anybody."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_PARTS = _words(
    "Hav Fjord Sø Eng Lyng Birke Ege Elle Aske Klit Strand Mose Kær Nør Sønder Vester Øster Grøn Hvid Sort Guld Sølv Stjerne Måne "
    "Ulve Ræve Hjorte Svane Ørne Falke Mølle Kirke Kloster Skov Kastanie Linde Pile "
    "Tjørne Rose Horn Sten Dal Høj Bro Vind Nord Bølge Rav"
)
LAST_PARTS = _words(
    "blik kær holm gård lund bæk borg høj mark vang toft hus sund næs vig krog sted rup lev løse ager kilde skær sand klint skrænt "
    "vænge have brink kant top dam tved balle strup bakke fold led å vad"
)
TRADES = _words(
    "Ingeniører Mejeri Revision Arkitekter Byg Logistik Tandlæger Advokater Energi Teknik Møbler Smede El VVS Maskinfabrik "
    "Transport Trælast Bageri Vinimport Bogtryk Reklame Software Data Design Forlag Rejser Hotel Kursuscenter Landbrug Gartneri "
    "Fiskeeksport Emballage Plast Glas Rengøring Vagt Biler Cykler Optik Tekstil Køkkener Anlæg Kloak Murerfirma Malerfirma "
    "Solenergi Køleteknik Automation Analyse Ejendomme"
)
LEGAL_FORMS = ("A/S", "A/S", "A/S", "ApS", "ApS", "ApS", "ApS", "I/S", "P/S", "A.m.b.a.", "")
PUBLIC_KINDS = (
    "Skole",
    "Gymnasium",
    "Museum",
    "Bibliotek",
    "Varmeværk",
    "Vandværk",
    "Børnehus",
    "Plejecenter",
    "Teater",
    "Provsti",
)
MUNICIPAL_OFFICES = ("Skole og Dagtilbud", "Teknik og Miljø", "Ældre og Sundhed", "Kultur og Fritid", "Borgerservice")
SURNAMES = _words(
    "Lindegaard Birk Hedelund Munkholt Ravnsborg Kjærulff Dahlgaard Elkjær Fogtmann Grarup Hvilsted Juelsgaard Krogsbæk Lykkegaard "
    "Mellerup Nørtoft Overby Pilgaard Rosenstand Skovbo Thorbæk Ulriksholm Vestermark Wiborg Agerskov Brøndsted Dyrholm Enevoldsen "
    "Flindt Gyldenløv Højrup Iversholm Kallehave Løvenborg Møgelbjerg Næsborg Ottesen Præstholm Refslund "
    "Stenbæk Tinghøj Urup"
)
WOMEN = _words("Mette Anne Karen Lene Hanne Susanne Rikke Louise Camilla Maria Birgit Søs Åse Ida Freja Line Tina Pia Helle Gitte")
MEN = _words(
    "Lars Peter Jens Søren Michael Thomas Henrik Niels Morten Jørgen Åge Rasmus Emil Kasper Mikkel Ole Bjørn Finn Kurt Hans"
)
FIRST_NAMES = WOMEN + MEN
JOB_TITLES = ("Bogholder", "Økonomichef", "Direktør", "Projektleder", "Indkøber", "Kontorleder", "Driftschef", "")
INDUSTRIES = (
    "Byggeri",
    "Handel",
    "Industri",
    "It og tele",
    "Offentlig",
    "Rådgivning",
    "Transport",
    "Landbrug og fødevarer",
    "Energi",
)

STREETS = _words(
    "Nørregade Søndergade Vestergade Østergade Algade Havnegade Kirkegade Skolegade Skovvej Industrivej Strandvejen Møllevej "
    "Bredgade Jernbanegade Fabriksvej Kystvejen Ringvejen Håndværkervej Rådhuspladsen Kongensgade Dronningensgade Smedevej "
    "Lærkevej Bøgevej Birkevej Engvej Åboulevarden Havnepladsen"
)
# postcode, town, first two digits of a landline there
TOWNS = (
    ("1360", "København K", "33"),
    ("1620", "København V", "33"),
    ("2100", "København Ø", "35"),
    ("2300", "København S", "32"),
    ("2450", "København SV", "36"),
    ("2600", "Glostrup", "43"),
    ("2605", "Brøndby", "43"),
    ("2630", "Taastrup", "43"),
    ("2730", "Herlev", "44"),
    ("2750", "Ballerup", "44"),
    ("2800", "Kongens Lyngby", "45"),
    ("2860", "Søborg", "39"),
    ("2900", "Hellerup", "39"),
    ("2970", "Hørsholm", "45"),
    ("3000", "Helsingør", "49"),
    ("3400", "Hillerød", "48"),
    ("3600", "Frederikssund", "47"),
    ("3700", "Rønne", "56"),
    ("4000", "Roskilde", "46"),
    ("4180", "Sorø", "57"),
    ("4200", "Slagelse", "58"),
    ("4300", "Holbæk", "59"),
    ("4600", "Køge", "56"),
    ("4700", "Næstved", "55"),
    ("4800", "Nykøbing Falster", "54"),
    ("5000", "Odense C", "66"),
    ("5220", "Odense SØ", "66"),
    ("5500", "Middelfart", "64"),
    ("5700", "Svendborg", "62"),
    ("6000", "Kolding", "75"),
    ("6100", "Haderslev", "74"),
    ("6400", "Sønderborg", "74"),
    ("6700", "Esbjerg", "75"),
    ("7000", "Fredericia", "75"),
    ("7100", "Vejle", "75"),
    ("7400", "Herning", "97"),
    ("7500", "Holstebro", "97"),
    ("7700", "Thisted", "97"),
    ("8000", "Aarhus C", "86"),
    ("8200", "Aarhus N", "86"),
    ("8220", "Brabrand", "86"),
    ("8270", "Højbjerg", "86"),
    ("8600", "Silkeborg", "86"),
    ("8700", "Horsens", "75"),
    ("8800", "Viborg", "86"),
    ("8900", "Randers C", "86"),
    ("9000", "Aalborg", "98"),
    ("9400", "Nørresundby", "98"),
    ("9800", "Hjørring", "98"),
    ("9900", "Frederikshavn", "98"),
)
FOREIGN_NAMES = {
    "SE": (
        ("Lindqvist Konsult AB", "Storgatan", "211 42", "Malmö"),
        ("Björkhagen Teknik AB", "Kungsgatan", "411 19", "Göteborg"),
        ("Åkerblom Data AB", "Drottninggatan", "111 51", "Stockholm"),
        ("Sjöstrand Fastigheter AB", "Södergatan", "252 25", "Helsingborg"),
        ("Granlunda Energi AB", "Skolgatan", "222 29", "Lund"),
        ("Norrskogen Trä AB", "Järnvägsgatan", "903 26", "Umeå"),
        ("Västerholm Logistik AB", "Hamngatan", "302 43", "Halmstad"),
        ("Rönnbäck Arkitekter AB", "Kyrkogatan", "582 22", "Linköping"),
        ("Ekdala Mejeri AB", "Nygatan", "352 31", "Växjö"),
        ("Solgläntan Vård AB", "Bergsgatan", "214 22", "Malmö"),
        ("Hällesund Marin AB", "Kajgatan", "371 31", "Karlskrona"),
        ("Tallmo Revision AB", "Torggatan", "702 10", "Örebro"),
    ),
    "NO": (
        ("Fjellheim Rådgivning AS", "Storgata", "0155", "Oslo"),
        ("Nordvåg Sjømat AS", "Strandgata", "5004", "Bergen"),
        ("Tindebakken Teknikk AS", "Kongens gate", "7011", "Trondheim"),
        ("Havørn Logistikk AS", "Havnegata", "4006", "Stavanger"),
        ("Bjørkelid Bygg AS", "Skolegata", "3015", "Drammen"),
        ("Solvika Energi AS", "Sjøgata", "9008", "Tromsø"),
        ("Elvestrand Regnskap AS", "Kirkegata", "4611", "Kristiansand"),
        ("Lyngmo Data AS", "Torggata", "2317", "Hamar"),
    ),
    "DE": (
        ("Hansa Werft Muster GmbH", "Hafenstraße", "20457", "Hamburg"),
        ("Nordlicht Technik GmbH", "Bahnhofstraße", "24103", "Kiel"),
        ("Buchenau Maschinenbau GmbH", "Industriestraße", "28195", "Bremen"),
        ("Fördeblick Beratung GmbH", "Am Markt", "24937", "Flensburg"),
        ("Sonnenfeld Verlag GmbH", "Lindenstraße", "10969", "Berlin"),
        ("Müllershof Logistik KG", "Schulstraße", "23552", "Lübeck"),
        ("Eichenrode Software GmbH", "Gartenweg", "30159", "Hannover"),
        ("Weserufer Handel GmbH", "Uferstraße", "27568", "Bremerhaven"),
    ),
    "GB": (
        ("Larkmoor Consulting Ltd", "Harbour Street", "LS1 4AP", "Leeds"),
        ("Thistledown Systems Ltd", "Mill Lane", "EH1 2NG", "Edinburgh"),
    ),
}
FOREIGN_PREFIXES = {"SE": "+46 40 ", "NO": "+47 22 ", "DE": "+49 40 ", "GB": "+44 113 "}
COUNTRY_NAMES = {  # as finance staff write it, and as TimeLog lists it
    "DK": ("Danmark", "Denmark"),
    "SE": ("Sverige", "Sweden"),
    "NO": ("Norge", "Norway"),
    "DE": ("Tyskland", "Germany"),
    "GB": ("Storbritannien", "United Kingdom"),
}
MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
