"""Invented names of people and customers, by the cultures of each region; no real company is meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_FIRST = {
    "emea": (
        "Ingrid Yusuf Amélie Tomasz Leila Callum Zsófia Mateus Aoife Emeka Katarzyna Björn Nadia Dimitri "
        "Solveig Kwame Elif Ruben Marit Ondřej Giulia Tariq Hanneke Pavel Salma Joris Thandiwe Luca Eszter "
        "Idris Saskia Mikkel"
    ),
    "amer-east": (
        "Denise Marcus Priya Caleb Rosa Owen Tamika Grace Andre Miriam Kyle Naomi Hector Shauna Elliot "
        "Yolanda Brandon Mei Terrence Abigail Wendell Farah Dale Simone"
    ),
    "amer-west": (
        "Kenji Alicia Ravi Joanna Miguel Harper Linh Dakota Selena Garrett Anika Tobias Keiko Rafael Brooke "
        "Darius Noemí Wyatt Sunita Leilani"
    ),
    "latam": (
        "Camila Joaquín Beatriz Thiago Valentina Rodrigo Ximena Facundo Luciana Esteban Renata Maurício Paloma Iker"
    ),
    "apac": (
        "Haruto Mei-Ling Arjun Siti Jae-won Nguyệt Ananya Wei Kavita Daichi Putri Rajesh Yuna Somchai Li-hua "
        "Farid Aiko Vikram Thuy Min-seo"
    ),
    "anz": "Aroha Lachlan Matilda Tane Imogen Hamish Kiri Angus",
}
_LAST = {
    "emea": (
        "Okafor Lindqvist Moreau Haddad Kowalski Rossi Byrne Nyström Farouk Dubois Vermeulen Szabó Achterberg "
        "Mensah Yılmaz Novák Ferreira Johansen Papadakis Adeyemi Brandt Nkosi Laurent Horváth Ricci Demir "
        "Sørensen Kruger Zieliński Amrani Keane Wolff"
    ),
    "amer-east": (
        "Whitfield Castellano Okonkwo Abernathy Pruitt Delgado Feldman Boudreaux Sato Hargrove Nakamura Tran "
        "Mulligan Banerjee Stokes Villanueva Kessler Odom Pierre-Louis Lindgren Fairchild Goldberg Mwangi "
        "Donnelly"
    ),
    "amer-west": (
        "Tanaka Silva Hollister Nguyen Redhawk Marchetti Iyer Bautista Lund Castaneda Yamashita Fitzgerald "
        "Kapoor Ortega Sorensen Akana Blackwood Petrosyan Ibarra Chau"
    ),
    "latam": (
        "Quiroga Tavares Ibáñez Cordeiro Salvatierra Benítez Arrascaeta Montenegro Peixoto Zamora Figueroa "
        "Barrientos Leiva Couto"
    ),
    "apac": (
        "Nakagawa Tan Krishnan Rahman Park Phạm Deshmukh Zhou Menon Fujimoto Wijaya Iyengar Kang Chaiyasit "
        "Chen Hakim Mori Rao Võ Yoon"
    ),
    "anz": "Ngata Macpherson Whitelaw Parata Sutherland Tamahori Delaney Cartwright",
}
_STEM = {
    "emea": (
        "Aldermere Brennholt Castrovia Dunholm Eskelund Fjordal Garonnet Havelberg Illyrne Jaskowa Kestrup "
        "Lorvanne Mazurow Norrvik Oberlauen Pontarel Quernmore Rautala Silbertal Tarvania Ulsberg Valmorin "
        "Westerloh Yarrowby Zelenice Asante-Kofi Nafis Karadere Oued-Sebra Tembisane"
    ),
    "amer-east": (
        "Ashgrove Birchmont Copperfall Dunmore Eastlake Fallowfield Granitepoint Harrowgate Ironbridge "
        "Junipergate Kingsbay Lakemont Millhaven Northfork Oakhurst Pinecrest Quarryville Riverton Saltmarsh "
        "Tidewater Umberland Vandermeer Westbrook Yorkton"
    ),
    "amer-west": (
        "Alderpoint Bajavista Cascadia Desertgold Elkhorn Foothill Glasscreek Highmesa Inland Joshua "
        "Kettleford Lonepeak Monteverde Nopal Ocotillo Palomar Quicksand Redrock Sierravale Tahosa Uplands "
        "Vistalta Willamar Yucca"
    ),
    "latam": (
        "Altamira Boavista Cerrado Durango Esmeralda Florida-Sul Guaraní Horizonte Itapuã Jacaranda Lomalinda "
        "Maranhão Nevada-Real Orinoco Pampa Quetzal Ribeira Sertão Tequendama Valparena"
    ),
    "apac": (
        "Akitsu Bukitan Chandrapur Daehan-Gyo Enoshi Formosa-Bay Gangara Hanabira Indrapura Jinhae-Won "
        "Kohinoor Lanxi-Tai Mekara Nusantari Omiya-Kita Penglai Quyara Rajamangal Songhua-Ri Tamilar Ubonrat "
        "Vindhya Wakatsu Xiangyun Yokaze"
    ),
    "anz": (
        "Aratere Billabong Coorong Dunedale Eucla Fiordhaven Gibbsland Hauraki-West Kauri Murrayfield "
        "Pilbarra Takapuna-Rise"
    ),
}
_TRADE = {
    "Process industry": "Chemicals Coatings Polymers Refining Paper Minerals Cement Dairies Brewing Starch Resins",
    "Environment labs": "Water Environmental Airwatch Soils Riverlab Effluent Analytics",
    "Universities": "University Institute Polytechnic College Academy",
    "Life science": "Biologics Therapeutics Genomics Vaccines Biosciences Cellworks",
    "Semiconductor": "Wafers Semicon Photonics Microdevices Etchworks",
}
_FORM = {
    "emea": "GmbH BV SA AB Ltd SpA AS Oy",
    "amer-east": "Inc Corp LLC Co",
    "amer-west": "Inc LLC Corp",
    "latam": "SA Ltda SAS",
    "apac": "KK Pte Co Sdn Pvt",
    "anz": "Pty Ltd",
}
_PLACE = "North South East West Central Upper Lower Coast Valley Harbour Lake Hill"


def person_names(regions: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Return one distinct full name per entry of `regions`; surnames are distinct too while the region has enough."""
    pairs: list[str] = []
    turn: dict[str, int] = {}
    first = {region: rng.permutation(names.split()).tolist() for region, names in _FIRST.items()}
    last = {region: rng.permutation(names.split()).tolist() for region, names in _LAST.items()}
    for region in regions:
        n = turn.get(region, 0)
        turn[region] = n + 1
        given, family = first[region], last[region]
        pairs.append(f"{given[(n + n // len(given)) % len(given)]} {family[n % len(family)]}")
    return pairs


class CustomerNamer:
    """Gives every customer a name that nobody else has."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        self._parts = {
            kind: {key: text.split() for key, text in table.items()}
            for kind, table in (("stem", _STEM), ("trade", _TRADE), ("form", _FORM))
        }
        self._places = _PLACE.split()

    def _pick(self, kind: str, key: str) -> str:
        words = self._parts[kind][key]
        return words[int(self._rng.random() * len(words))]

    def head(self, region: str, segment: str) -> str:
        """Return a new name for a customer that is its own parent."""
        for attempt in range(40):
            parts = [self._pick("stem", region), self._pick("trade", segment)]
            if attempt > 2:
                parts.insert(1, self._places[int(self._rng.random() * len(self._places))])
            if attempt > 8:
                parts[0] = f"{parts[0]}-{self._pick('stem', region)}"
            if segment != "Universities":
                parts.append(self._pick("form", region))
            name = " ".join(parts)
            if name not in self._taken:
                break
        self._taken.add(name)
        return name

    def site(self, parent: str, region: str) -> str:
        """Return a new name for a site or daughter of `parent`."""
        stem = parent.rsplit(" ", 1)[0]
        for _ in range(40):
            name = f"{stem} {self._pick('stem', region)}"
            if name not in self._taken:
                break
        self._taken.add(name)
        return name
