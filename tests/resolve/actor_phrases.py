"""Actor phrases with the codes that the codebook gives them: one a line, ``phrase = country/sector``."""

from __future__ import annotations

ALONE = """
Portugal = PRT/GOV | the Republic of Korea = KOR/GOV | the DPRK = PRK/GOV | the Kingdom of Morocco = MAR/GOV
Côte d'Ivoire = CIV/GOV
Türkiye = TUR/GOV | Burma = MMR/GOV | Zaire = COD/GOV | the Soviet Union = RUS/GOV | East Germany = DEU/GOV
Yugoslavia = SRB/GOV
the Ottoman Empire = TUR/GOV | Prussia = DEU/GOV | Austria-Hungary = AUT/GOV | Ceylon = LKA/GOV | Siam = THA/GOV
Rhodesia = ZWE/GOV
Upper Volta = BFA/GOV | Dahomey = BEN/GOV | Swaziland = SWZ/GOV | Kosovo = XKX/GOV | Taiwan = TWN/GOV
Timor-Leste = TLS/GOV
U.S. = USA/GOV | USA = USA/GOV | U.K. = GBR/GOV | UAE = ARE/GOV | Vanuatu = VUT/GOV | Tuvalu = TUV/GOV
Andorra = AND/GOV | Guinea-Bissau = GNB/GOV | Equatorial Guinea = GNQ/GOV | Papua New Guinea = PNG/GOV
Niger = NER/GOV
Nigeria = NGA/GOV | Dominica = DMA/GOV | the Dominican Republic = DOM/GOV | South Sudan = SSD/GOV
Greenland = GRL/GOV
Canberra = AUS/GOV | Ottawa = CAN/GOV | Ankara = TUR/GOV | Hanoi = VNM/GOV | Kinshasa = COD/GOV
Brazzaville = COG/GOV
the Kremlin = RUS/GOV | Downing Street = GBR/GOV | Whitehall = GBR/GOV | the White House = USA/GOV
the Pentagon = USA/GOV
the Élysée Palace = FRA/GOV | Foggy Bottom = USA/GOV | Zhongnanhai = CHN/GOV | the Quai d'Orsay = FRA/GOV
Peking = CHN/GOV
the Blue House = KOR/GOV | Itamaraty = BRA/GOV | Casa Rosada = ARG/GOV | Miraflores = VEN/GOV
the Sublime Porte = TUR/GOV
Peruvian foreign minister = PER/GOV | the Finnish president = FIN/GOV | Foreign Minister of Uruguay = URY/GOV
the King of Spain = ESP/GOV
Malaysia's deputy prime minister = MYS/GOV | the Emir of Kuwait = KWT/GOV | Norway's crown prince = NOR/GOV
the Irish taoiseach = IRL/GOV
the Austrian chancellor = AUT/GOV | the Japanese emperor = JPN/GOV | Ethiopian officials = ETH/GOV
Chilean authorities = CHL/GOV
the Bolivian government = BOL/GOV | government of Zambia = ZMB/GOV | Singapore's trade ministry = SGP/GOV
the Czech embassy = CZE/GOV
a visiting Mongolian delegation = MNG/GOV | Swedish diplomats = SWE/GOV
the Greek ambassador to Cyprus = GRC/GOV | Danish envoy = DNK/GOV
Canada's ambassador to Mexico = CAN/GOV | the Tongan monarch = TON/GOV | Texas Governor Greg Abbott = USA/GOV
Laotian negotiators = LAO/GOV
the Argentine cabinet = ARG/GOV | Moldova's presidency = MDA/GOV | Bulgarian Prime Minister = BGR/GOV
Fijian leader = FJI/GOV
Belgian soldiers = BEL/MIL | the Kenyan army = KEN/MIL | Turkish warplanes = TUR/MIL
Colombian troops = COL/MIL | the Indian Navy = IND/MIL
Egypt's armed forces = EGY/MIL | three Dutch marines = NLD/MIL | Ukrainian drones = UKR/MIL
the Bundeswehr = DEU/MIL | Red Army = RUS/MIL
the IRGC = IRN/MIL | the Revolutionary Guards = IRN/MIL | IDF = ISR/MIL | the Tatmadaw = MMR/MIL
People's Liberation Army = CHN/MIL
the Wagner Group = RUS/MIL | Thai security forces = THA/MIL | Pakistani paratroopers = PAK/MIL
Polish general = POL/MIL | U.S. Marines = USA/MIL
Burundian peacekeepers = BDI/MIL | Peru's air force = PER/MIL | an Algerian colonel = DZA/MIL
French paratroopers = FRA/MIL
the Knesset = ISR/LEG | the Duma = RUS/LEG | the Bundestag = DEU/LEG | the Sejm = POL/LEG
the Lok Sabha = IND/LEG | House of Commons = GBR/LEG
U.S. Senate = USA/LEG | the Swedish parliament = SWE/LEG | Brazilian lawmakers = BRA/LEG
the Verkhovna Rada = UKR/LEG | the Storting = NOR/LEG
Jamaican senators = JAM/LEG | Hungary's national assembly = HUN/LEG
the speaker of the Ghanaian parliament = GHA/LEG | the Seimas = LTU/LEG
Spain's constitutional court = ESP/JUD | a Belgian judge = BEL/JUD | Kenyan prosecutors = KEN/JUD
India's Supreme Court = IND/JUD
a Dutch court = NLD/JUD | the attorney general of Malta = MLT/JUD
the International Criminal Court = IGO:ICC/JUD | the ICJ = IGO:ICJ/JUD
Nigerian police = NGA/COP | Greek riot police = GRC/COP | Scotland Yard = GBR/COP | the FBI = USA/COP
the Carabinieri = ITA/COP
Mexican police officers = MEX/COP | the Royal Canadian Mounted Police = CAN/COP
two Zambian policemen = ZMB/COP
the CIA = USA/SPY | the FSB = RUS/SPY | Mossad = ISR/SPY | MI6 = GBR/SPY | the ISI = PAK/SPY
Chilean intelligence officials = CHL/SPY
South Korea's spy agency = KOR/SPY | Bulgarian intelligence services = BGR/SPY | KGB = RUS/SPY
the Labour Party = GBR/OPP | Fidesz = HUN/OPP | the African National Congress = ZAF/OPP
the Awami League = BGD/OPP | Kuomintang = TWN/OPP
the Georgian opposition = GEO/OPP | Zambian opposition leader = ZMB/OPP | Malian opposition parties = MLI/OPP
BJP = IND/OPP
a Vietnamese dissident = VNM/OPP | the Muslim Brotherhood = EGY/OPP | Cuban dissidents = CUB/OPP
UMNO = MYS/OPP | Fatah = PSE/OPP
Hamas = PSE/REB | Hezbollah = LBN/REB | the Taliban = AFG/REB | FARC = COL/REB | the PKK = TUR/REB
Houthi rebels = YEM/REB
Islamic State = ?/REB | al-Qaeda = ?/REB | ISIS militants = ?/REB | Boko Haram = NGA/REB | Al-Shabaab = SOM/REB
the Tamil Tigers = LKA/REB
Abu Sayyaf = PHL/REB | the Lord's Resistance Army = UGA/REB | M23 = COD/REB | UNITA = AGO/REB
the Polisario Front = MAR/REB
Shining Path = PER/REB | ETA = ESP/REB | the IRA = GBR/REB | Abkhazia = GEO/REB | South Ossetia = GEO/REB
Transnistria = MDA/REB
the Donetsk People's Republic = UKR/REB | Nagorno-Karabakh = AZE/REB | Chechen rebels = RUS/REB
Tuareg rebels = MLI/REB
the Karen National Union = MMR/REB | Peruvian guerrillas = PER/REB | Nepalese insurgents = NPL/REB
Indonesian militants = IDN/REB
Hamas leaders = PSE/REB | a Taliban spokesman = AFG/REB | Hezbollah fighters = LBN/REB
Lashkar-e-Taiba = PAK/REB | RENAMO = MOZ/REB
the United Nations = IGO:UN/IGO | U.N. = IGO:UN/IGO | the Security Council = IGO:UN/IGO | UNHCR = IGO:UNHCR/IGO
UNICEF = IGO:UNICEF/IGO
the EU = IGO:EU/IGO | European Commission = IGO:EU/IGO | the European Parliament = IGO:EU/LEG
NATO = IGO:NATO/IGO | ASEAN = IGO:ASEAN/IGO
the African Union = IGO:AU/IGO | ECOWAS = IGO:ECOWAS/IGO | the Arab League = IGO:LAS/IGO | OPEC = IGO:OPEC/IGO
the G7 = IGO:G7/IGO
the G20 = IGO:G20/IGO | the IMF = IGO:IMF/IGO | World Bank = IGO:WB/IGO | the WTO = IGO:WTO/IGO
IAEA = IGO:IAEA/IGO | OSCE = IGO:OSCE/IGO
the Organization of American States = IGO:OAS/IGO | CARICOM = IGO:CARICOM/IGO
the World Health Organization = IGO:WHO/IGO
the Gulf Cooperation Council = IGO:GCC/IGO | BRICS = IGO:BRICS/IGO | SADC = IGO:SADC/IGO
Mercosur = IGO:Mercosur/IGO
the Pacific Islands Forum = IGO:PIF/IGO | IGAD = IGO:IGAD/IGO | UN envoy = IGO:UN/IGO
EU ambassador to Chile = IGO:EU/IGO
IAEA inspectors = IGO:IAEA/IGO | NATO troops = IGO:NATO/MIL | U.N. peacekeepers = IGO:UN/MIL
UNIFIL = IGO:UN/MIL | ISAF = IGO:NATO/MIL
African Union troops = IGO:AU/MIL | EU foreign ministers = IGO:EU/GOV
the secretary-general of the Commonwealth = IGO:Commonwealth/IGO
the Red Cross = NGO/NGO | Amnesty International = NGO/NGO | Oxfam = NGO/NGO | Doctors Without Borders = NGO/NGO
FIFA = NGO:FIFA/NGO
Reporters Without Borders = NGO:RSF/NGO | Norwegian aid workers = NOR/NGO | a Swiss charity = CHE/NGO
Gazprom = RUS/BUS | Huawei = CHN/BUS | Boeing = USA/BUS | Airbus = FRA/BUS | Petrobras = BRA/BUS
TSMC = TWN/BUS | Samsung = KOR/BUS
a Danish shipping company = DNK/BUS | Russian oligarchs = RUS/BUS | German investors = DEU/BUS
a Panamanian tanker = PAN/BUS
the BBC = GBR/MED | Xinhua = CHN/MED | Al Jazeera = QAT/MED | Le Monde = FRA/MED | KCNA = PRK/MED
a Maltese journalist = MLT/MED
Tunisian bloggers = TUN/MED | an Icelandic newspaper = ISL/MED | Eritrean state media = ERI/MED
Haitian migrants = HTI/CVL | Rohingya refugees = MMR/CVL | Chilean students = CHL/CVL
Belarusian protesters = BLR/CVL | Iraqis = IRQ/CVL
the people of Lebanon = LBN/CVL | five Swedish tourists = SWE/CVL | a Syrian woman = SYR/CVL
Filipinos = PHL/CVL | Georgian voters = GEO/CVL
residents of Mariupol = UKR/CVL | Cuban doctors = CUB/CVL | families of the Japanese abductees = JPN/CVL
Pope Francis = VAT/REL | the Dalai Lama = CHN/REL | a Lebanese cleric = LBN/REL
the Russian Orthodox Church = RUS/REL
Coptic Christians = EGY/REL | a Polish bishop = POL/REL | COSATU = ZAF/LAB | Argentine trade unions = ARG/LAB
the AFL-CIO = USA/LAB
the Sinaloa Cartel = MEX/CRM | Haitian gangs = HTI/CRM | Albanian smugglers = ALB/CRM
Mara Salvatrucha = SLV/CRM
the two countries = ?/GOV | both sides = ?/GOV | several governments = ?/GOV | world leaders = ?/GOV
envoys of both countries to the AU = ?/GOV | colonels from each side = ?/MIL | Latin American governments = ?/GOV
several members of the African Union = ?/GOV | all EU allies = ?/GOV | neighbours = ?/GOV
countries hostile to Baghdad's plan = ?/GOV | West African diplomats = ?/GOV
refugees = ?/CVL | stranded migrants = ?/CVL | Eritrean refugees = ERI/CVL | international relief agencies = NGO/NGO
State Councilor Dai = CHN/GOV | Dae’sh = ?/REB
French and German ministers = ?/GOV
officers from Botswana and Zambia = ?/GOV | Presidents Nyirongo and Mwakalinga = ?/GOV | soldiers from Kenya = KEN/MIL
Greek and Turkish diplomats = ?/GOV | Angola and Namibia = ?/GOV | Western powers = ?/GOV | Arab states = ?/GOV
leaders = ?/GOV
Iranian-backed militia in Iraq = IRQ/REB | the ambassador of Ghana to France = GHA/GOV
troops from Chad = TCD/MIL
"""

DATED = """
2003-05-01 | Prime Minister Tony Blair = GBR/GOV | President Jacques Chirac = FRA/GOV | Kofi Annan = IGO:UN/IGO
2003-05-01 | Colin Powell = USA/GOV
2003-05-01 | Vladimir Putin = RUS/GOV | Junichiro Koizumi = JPN/GOV | Saddam Hussein = IRQ/GOV
2003-05-01 | Lord Robertson = IGO:NATO/IGO
2011-06-01 | Ban Ki-moon = IGO:UN/IGO | Catherine Ashton = IGO:EU/IGO | Angela Merkel = DEU/GOV
2011-06-01 | Julia Gillard = AUS/GOV | Hu Jintao = CHN/GOV
2011-06-01 | Aung San Suu Kyi = MMR/OPP | Dilma Rousseff = BRA/GOV | Anders Fogh Rasmussen = IGO:NATO/IGO
2018-03-01 | Laurent Gbagbo = CIV/OPP | Aung San Suu Kyi = MMR/GOV | Morgan Tsvangirai = ZWE/OPP
2018-03-01 | Shinzo Abe = JPN/GOV | Federica Mogherini = IGO:EU/IGO
2023-09-01 | Lula = BRA/GOV | Sergei Lavrov = RUS/GOV | Ursula von der Leyen = IGO:EU/IGO
2023-09-01 | António Guterres = IGO:UN/IGO | Nikol Pashinyan = ARM/GOV
2023-09-01 | Alexei Navalny = RUS/OPP | Yahya Sinwar = PSE/REB | Hassan Nasrallah = LBN/REB
2023-09-01 | Benjamin Netanyahu = ISR/GOV | Jens Stoltenberg = IGO:NATO/IGO
1938-09-30 | Neville Chamberlain = GBR/GOV | Édouard Daladier = FRA/GOV | Adolf Hitler = DEU/GOV
1938-09-30 | Benito Mussolini = ITA/GOV
1962-10-24 | Nikita Khrushchev = RUS/GOV | U Thant = IGO:UN/IGO | Charles de Gaulle = FRA/GOV
1962-10-24 | Jawaharlal Nehru = IND/GOV
1978-09-17 | Anwar Sadat = EGY/GOV | Menachem Begin = ISR/GOV | Jimmy Carter = USA/GOV
1978-09-17 | Josip Broz Tito = SRB/GOV
1999-06-01 | António Guterres = PRT/GOV | Romano Prodi = IGO:EU/IGO | Slobodan Milošević = SRB/GOV
1999-06-01 | Nelson Mandela = ZAF/GOV
"""

IN_DOCUMENT = [
    ("Swiss Foreign Minister Ignazio Cassis spoke first. Cassis then left.", "Cassis", "CHE", "GOV"),
    ("Anna Maria Solvang, the Norwegian defence minister, agreed. Solvang smiled.", "Solvang", "NOR", "GOV"),
    ("The Caribbean Fisheries Board of Barbados (CFB) met. The CFB voted.", "CFB", "BRB", "GOV"),
    ("In Chile the president signed the law.", "president", "CHL", "GOV"),
    ("Ecuador closed its consulate. The ministry gave no reason.", "ministry", "ECU", "GOV"),
    ("In Nepal, rebels attacked a post.", "rebels", "NPL", "REB"),
    ("Kenya's capital was calm after police cleared a square.", "police", "KEN", "COP"),
    ("Finland voted on Sunday; the opposition won.", "opposition", "FIN", "OPP"),
    ("The army said Uganda's border was closed. Uganda denied it.", "army", "UGA", "MIL"),
    ("Paraguay's negotiator Luis Ferreira spoke. Ferreira was blunt.", "Ferreira", "PRY", "GOV"),
    ("North Korea warned that the South would pay.", "South", "KOR", "GOV"),
    ("South Korea said the North had fired a missile.", "North", "PRK", "GOV"),
    ("The United States sent word: the Secretary will travel.", "Secretary", "USA", "GOV"),
]
