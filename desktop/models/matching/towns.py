"""Towns that stand behind the names of branch offices: Kværn Smedie, Randers."""

from __future__ import annotations

from desktop.models.matching.normalise import fold

_DENMARK = """
    København Frederiksberg Aarhus Odense Aalborg Esbjerg Randers Horsens Kolding Vejle Roskilde Herning Silkeborg Hørsholm
    Helsingør Næstved Viborg Fredericia Køge Holstebro Taastrup Slagelse Hillerød Sønderborg Holbæk Svendborg Hjørring
    Frederikshavn Haderslev Nørresundby Ringsted Ølstykke Birkerød Skive Farum Nyborg Nykøbing Kalundborg Lillerød
    Frederikssund Skanderborg Aabenraa Ikast Korsør Middelfart Grenaa Rønne Thisted Varde Hedehusene Brønderslev
    Frederiksværk Haslev Dragør Hobro Hadsten Odder Vordingborg Struer Jyllinge Vejen Lystrup Hedensted Galten Bramming
    Ebeltoft Støvring Hundested Skjern Ringkøbing Billund Lemvig Kerteminde Assens Bjerringbro Faaborg Gilleleje Helsinge
    Hornslet Humlebæk Ribe Tønder Vojens Skagen Sæby Nakskov Maribo Faxe Sorø Nivå Fredensborg Grindsted Hinnerup Juelsminde
    Løgstør Aars Hadsund Hornbæk Ishøj Ballerup Herlev Glostrup Hvidovre Brøndby Rødovre Albertslund Gentofte Hellerup
    Charlottenlund Klampenborg Lyngby Virum Nærum Vedbæk Rungsted Kokkedal Allerød Værløse Måløv Stenløse Greve Karlslunde
    Kastrup Tårnby Vanløse Valby Brønshøj Gladsaxe Søborg Bagsværd Skovlunde Vallensbæk Højbjerg Risskov Viby Brabrand
    Åbyhøj Tranbjerg Padborg Gråsten Nordborg Augustenborg Christiansfeld Rødekro Toftlund Skærbæk Ølgod Tarm Videbæk
    Vildbjerg Vinderup Fjerritslev Hirtshals Hanstholm Dronninglund Hjallerup Svenstrup Nibe Kjellerup Hørning Rønde Auning
    Rudkøbing Marstal Otterup Bogense Glamsbjerg Munkebo Stege Præstø Jyderup Høng Skælskør Fuglebjerg Tølløse Stubbekøbing
    Sakskøbing Rødby Nysted Tórshavn Nuuk
"""
_ABROAD = """
    Stockholm Göteborg Malmö Uppsala Västerås Örebro Linköping Helsingborg Jönköping Oslo Bergen Trondheim Stavanger Drammen
    Kristiansand Tromsø Helsinki Helsingfors Espoo Tampere Turku Reykjavik Berlin Hamburg München Köln Flensburg Kiel Lübeck
    Bremen Düsseldorf Stuttgart Frankfurt London Dublin Paris Amsterdam Rotterdam Bruxelles Madrid Barcelona Wien Zürich
    Milano Roma
"""
TOWNS = frozenset(fold(_DENMARK + _ABROAD).split())
"""Folded. What is not among them is a branch only behind the name of a customer in that very town, so that who else stands in a
register changes nothing; towns that are also usual surnames (Lund) are left out."""
